"""Directories: many arrays handed to a kernel as one pointer.

A kernel here needs a hundred tables. Handed over as a tuple, each costs time to unpack at every call and turns every
inner call into one with hundreds of arguments. A directory is an array of words: for each field the address and the
shape. Inside a kernel ``directory.field`` builds the array from those words; the machine code depends on names,
types and numbers of dimensions, never on shapes.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import typing as numba_typing
from numba.core.datamodel import models
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

WORDS_A_FIELD = 6  # address and up to five dimensions; a whole number: its value in the first word


class DirectoryType(types.Type):  # type: ignore[misc]
    """The compiled type of a directory: field names with element types and numbers of dimensions."""

    def __init__(self, kind: str, fields: tuple[tuple[str, str, int], ...]) -> None:
        self.kind = kind
        self.fields = fields
        self.offsets = {name: WORDS_A_FIELD * number for number, (name, _, _) in enumerate(fields)}
        self.shapes = {name: (dtype, ndim) for name, dtype, ndim in fields}
        super().__init__(name=f"Directory({kind}, {fields})")

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str, int], ...]]:
        """What makes two directory types the same."""
        return self.kind, self.fields

    @property
    def mangling_args(self) -> tuple[str, tuple[Any, ...]]:
        """A short name for symbols: the full one has thousands of characters."""
        return f"Directory_{self.kind}", ()


class Directory:
    """Arrays and whole numbers by name, as Python sees them.

    Parameters
    ----------
    kind
        What the directory is for: part of its type.
    fields
        C-contiguous arrays of at most five dimensions, or whole numbers.
    """

    __slots__ = ("_places", "_values", "_words", "address", "numba_type")

    def __init__(self, kind: str, **fields: NDArray[Any] | int) -> None:
        self._values: dict[str, NDArray[Any] | int] = {}
        self._words = np.zeros(WORDS_A_FIELD * len(fields), np.int64)
        self._places = {name: WORDS_A_FIELD * number for number, name in enumerate(fields)}
        self.address = int(self._words.ctypes.data)
        shapes = []
        for name, value in fields.items():
            self.put(name, value)
            held = self._values[name]
            if isinstance(held, np.ndarray):
                shapes.append((name, held.dtype.name, held.ndim))
            else:
                shapes.append((name, "int64", -1))
        self.numba_type = _type_of(kind, tuple(shapes))

    def put(self, name: str, value: NDArray[Any] | int) -> None:
        """Exchange a field for another of the same type, not while a kernel reads it."""
        place = self._places[name]
        if isinstance(value, np.ndarray) and value.ndim:
            if not value.flags.c_contiguous or value.ndim >= WORDS_A_FIELD:
                raise ValueError(f"{name}: a directory holds contiguous arrays of at most five dimensions")
            self._words[place] = value.ctypes.data
            self._words[place + 1 : place + 1 + value.ndim] = value.shape
            self._values[name] = value
        else:
            self._words[place] = int(value)
            self._values[name] = int(value)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(value.nbytes for value in self._values.values() if isinstance(value, np.ndarray))


_TYPES: dict[tuple[str, tuple[tuple[str, str, int], ...]], DirectoryType] = {}


def _type_of(kind: str, fields: tuple[tuple[str, str, int], ...]) -> DirectoryType:
    return _TYPES.setdefault((kind, fields), DirectoryType(kind, fields))


@typeof_impl.register(Directory)  # type: ignore[untyped-decorator]
def _typeof_directory(value: Directory, _context: Any) -> DirectoryType:
    return value.numba_type


@register_model(DirectoryType)
class _DirectoryModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: DirectoryType) -> None:
        super().__init__(manager, fe_type, ir.IntType(64))


@unbox(DirectoryType)  # type: ignore[untyped-decorator]
def _unbox_directory(_type: DirectoryType, obj: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(obj, "address")
    value = c.pyapi.long_as_ulonglong(address)
    c.pyapi.decref(address)
    return NativeValue(value)


@infer_getattr
class _DirectoryAttributes(numba_typing.templates.AttributeTemplate):  # type: ignore[misc]
    key = DirectoryType

    def generic_resolve(self, directory: DirectoryType, name: str) -> Any:
        if name not in directory.shapes:
            return None
        dtype, ndim = directory.shapes[name]
        if ndim < 0:
            return types.int64
        return types.Array(from_dtype(np.dtype(dtype)), ndim, "C")


@lower_getattr_generic(DirectoryType)  # type: ignore[untyped-decorator]
def _load_field(context: Any, builder: Any, directory: DirectoryType, value: Any, name: str) -> Any:
    word = ir.IntType(64)
    base = builder.inttoptr(value, word.as_pointer())
    offset = directory.offsets[name]

    def load(number: int) -> Any:
        loaded = builder.load(builder.gep(base, [ir.Constant(word, offset + number)]))
        # nothing writes a directory while a kernel runs: the load may be moved out of loops
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    dtype, ndim = directory.shapes[name]
    if ndim < 0:
        return load(0)
    array_type = types.Array(from_dtype(np.dtype(dtype)), ndim, "C")
    array = make_array(array_type)(context, builder)
    itemsize = ir.Constant(word, np.dtype(dtype).itemsize)
    shape = [load(1 + axis) for axis in range(ndim)]
    strides = [itemsize]
    for axis in range(ndim - 1, 0, -1):
        strides.insert(0, builder.mul(strides[0], shape[axis]))
    data = builder.inttoptr(load(0), array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()  # noqa: SLF001 (the only way Numba offers to hand out a built struct)
