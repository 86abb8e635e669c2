"""HDF5 as netCDF-4 uses it, written with h5py's lower half: variables, text attributes, shared axes.

The upper half looks everything up anew for every attribute of every variable, and attaching an axis to a variable
rewrites the axis' list of variables: for hundreds of variables most of the time goes there. Here types are made once
and the axes' lists are written once, at the end. The bytes of the chunks are made ahead, by any number of threads.
"""

import zlib
from typing import Any, Final, NamedTuple

import h5py
import numpy as np
from h5py import h5a, h5d, h5p, h5r, h5s, h5t
from numpy.typing import NDArray

_CHUNK_BYTES: Final = 1 << 22
_LEVEL: Final = 1
# as numpy holds them, then as they are in the file
_TEXT: Final = h5py.string_dtype()
_AXES: Final = h5py.vlen_dtype(h5py.ref_dtype)
_USERS: Final = np.dtype([("dataset", h5py.ref_dtype), ("dimension", np.uint32)])
_TEXT_FILED: Final = h5t.py_create(_TEXT, logical=True)
_AXES_FILED: Final = h5t.py_create(_AXES, logical=True)
_USERS_FILED: Final = h5t.py_create(_USERS, logical=True)
_TYPES: Final = {4: h5t.STD_I32LE, 8: h5t.STD_I64LE}


class Packed(NamedTuple):
    """An array of integers as the bytes of its chunks: shuffled and deflated, chunks of zeros left out.

    Attributes
    ----------
    shape, itemsize
        Of the array; items have 4 bytes where all of them fit, else 8.
    chunk
        Shape of a chunk: some rows, whole; ``()`` for an empty array, which has no chunks.
    chunks
        First row and bytes of each.
    """

    shape: tuple[int, ...]
    itemsize: int
    chunk: tuple[int, ...]
    chunks: tuple[tuple[int, bytes], ...]


def pack(values: NDArray[np.int64]) -> Packed:
    """Make the chunks of a variable, or none where it is empty; lets other threads run meanwhile."""
    if not values.size:
        return Packed(values.shape, 4, (), ())
    info = np.iinfo(np.int32)
    fits = values.min() >= info.min and values.max() <= info.max
    data = values.astype("<i4" if fits else "<i8")
    rows = max(1, min(len(data), _CHUNK_BYTES * len(data) // data.nbytes))
    chunks = []
    for start in range(0, len(data), rows):
        piece = data[start : start + rows]
        if not piece.any():
            continue
        if len(piece) < rows:
            piece = np.concatenate([piece, np.zeros((rows - len(piece), *data.shape[1:]), data.dtype)])
        # the shuffle filter: first bytes of all items, then all second bytes ...
        planes = np.ascontiguousarray(piece.reshape(-1).view(np.uint8).reshape(-1, data.itemsize).T)
        chunks.append((start, zlib.compress(planes.data, _LEVEL)))
    return Packed(data.shape, data.itemsize, (rows, *data.shape[1:]), tuple(chunks))


class Axes:
    """Shared axes of a file, and which variables lie along them."""

    def __init__(self) -> None:
        self._scales: dict[str, Any] = {}
        self._references: dict[str, Any] = {}
        self._users: dict[str, list[tuple[Any, int]]] = {}

    def add(self, name: str, scale: Any) -> None:
        """Take a dataset as the axis of a name from now on."""
        scale.make_scale(name)
        self._scales[name] = scale
        self._references[name] = np.array([scale.ref], dtype=h5py.ref_dtype)
        self._users[name] = []

    def variable(self, group: Any, name: str, dims: tuple[str, ...], packed: Packed, texts: dict[str, str]) -> None:
        """Write a variable along axes, with its text attributes."""
        made = h5p.create(h5p.DATASET_CREATE)
        made.set_obj_track_times(False)
        if packed.chunk:
            made.set_chunk(packed.chunk)
            made.set_shuffle()
            made.set_deflate(_LEVEL)
        space = h5s.create_simple(packed.shape)
        data = h5d.create(group.id, name.encode(), _TYPES[packed.itemsize], space, dcpl=made)
        for row, chunk in packed.chunks:
            data.write_direct_chunk((row, *(0 for _ in packed.shape[1:])), chunk)
        reference = h5r.create(data, b".", h5r.OBJECT)
        along = np.empty(len(dims), dtype=_AXES)
        for position, dim in enumerate(dims):
            along[position] = self._references[dim]
            self._users[dim].append((reference, position))
        _attribute(data, "DIMENSION_LIST", _AXES_FILED, along)
        for key, text in texts.items():
            _attribute(data, key, _TEXT_FILED, np.array(text, dtype=_TEXT))

    def close(self) -> None:
        """Write into each axis which variables lie along it: other programs look there."""
        for name, users in self._users.items():
            if users:
                _attribute(self._scales[name].id, "REFERENCE_LIST", _USERS_FILED, np.array(users, dtype=_USERS))


def _attribute(owner: Any, name: str, filed: Any, value: NDArray[Any]) -> None:
    space = h5s.create_simple(value.shape) if value.ndim else h5s.create(h5s.SCALAR)
    h5a.create(owner, name.encode(), filed, space).write(value)
