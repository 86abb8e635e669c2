"""The cube as one netCDF-4 file, and back.

The root holds the weekly quantities, the group ``monthly`` the monthly ones, the group ``acts`` the true acts and the
simulated residents. Every variable has a unit and a long name. Integers stay integers, in 32 bits where they fit.

netCDF-4 is HDF5 with dimension scales; writing those directly takes a fifth of the time that a netCDF library takes
for this many variables. A test opens the file through xarray and h5netcdf.
"""

import json
from pathlib import Path
from typing import Any, Final

import h5py
import numpy as np
from numpy.typing import NDArray

from jaywalk.model.quantities import Quantity
from jaywalk.results.cube import Cube, Labels

FILE: Final = "result.nc"
_DAYS: Final = "days since 1970-01-01"
_CHUNK_BYTES: Final = 1 << 22
_WEEKLY: Final = ("week", "district", "group", "world")
_MONTHLY: Final = ("month", "district", "group", "world")

Axis = tuple[str, ...] | NDArray[np.datetime64]


def write_cube(path: Path, cube: Cube, attributes: dict[str, str]) -> None:
    """Write ``cube`` to ``path`` with the given attributes of the whole file."""
    la = cube.labels
    with h5py.File(path, "w", libver=("earliest", "v110")) as file:
        file.attrs.update({"Conventions": "CF-1.11", **attributes, "jaywalk_labels": json.dumps(la.names())})
        scales = {
            "week": _axis(file, "week", la.weeks),
            "district": _axis(file, "district", la.districts),
            "group": _axis(file, "group", la.groups),
            "world": _axis(file, "world", la.worlds),
        }
        city = Quantity("city", "1", "label", "position of the district's city among the cities in jaywalk_labels")
        _variable(file, scales, ("district",), city, np.asarray(la.district_city, dtype=np.int64))
        era = Quantity("era", "1", "label", "stretch between dated values that the week belongs to")
        _variable(file, scales, ("week",), era, la.era.astype(np.int64))
        _variables(file, scales, _WEEKLY, cube.quantities, cube.weekly)

        monthly = file.create_group("monthly")
        scales["month"] = _axis(monthly, "month", la.months)
        _variables(monthly, scales, _MONTHLY, cube.monthly_quantities, cube.monthly)

        acts = file.create_group("acts")
        scales["act"] = _axis(acts, "act", la.acts)
        scales["stretch"] = _axis(acts, "stretch", tuple(map(str, range(cube.true_acts.shape[0]))))
        scales["cell"] = _axis(acts, "cell", tuple(map(str, range(cube.counts.shape[1]))))
        true_acts = Quantity(
            "true_acts", "2**-24 acts per week", "flow", "expected true acts, seen or not (sum of rates)"
        )
        _variable(acts, scales, ("stretch", "district", "group", "act"), true_acts, cube.true_acts)
        residents = Quantity("residents", "residents", "stock", "simulated residents by cell")
        _variable(acts, scales, ("district", "cell"), residents, cube.counts)


def read_cube(path: Path) -> Cube:
    """Read what `write_cube` wrote.

    Raises
    ------
    OSError, KeyError, ValueError
        The file is not such a file.
    """
    with h5py.File(path, "r") as file:
        monthly, acts = file["monthly"], file["acts"]
        names = {key: tuple(value) for key, value in json.loads(file.attrs["jaywalk_labels"]).items()}
        weekly, quantities = _stack(file)
        per_month, monthly_quantities = _stack(monthly)
        return Cube(
            labels=Labels(
                weeks=_dates(file["week"]),
                months=_dates(monthly["month"]),
                era=file["era"][...].astype(np.int32),
                **names,
            ),
            quantities=quantities,
            monthly_quantities=monthly_quantities,
            weekly=weekly,
            monthly=per_month,
            true_acts=acts["true_acts"][...].astype(np.int64),
            counts=acts["residents"][...].astype(np.int64),
        )


def _axis(group: Any, name: str, values: Axis) -> Any:
    if isinstance(values, np.ndarray):
        scale = group.create_dataset(name, data=values.astype("datetime64[D]").astype(np.int64))
        scale.attrs.update({"units": _DAYS, "calendar": "proleptic_gregorian", "long_name": f"first day of the {name}"})
    else:
        scale = group.create_dataset(name, data=list(values), dtype=h5py.string_dtype())
        scale.attrs["long_name"] = name
    scale.make_scale(name)
    return scale


def _variables(
    group: Any,
    scales: dict[str, Any],
    dims: tuple[str, ...],
    quantities: tuple[Quantity, ...],
    values: NDArray[np.int64],
) -> None:
    group.attrs["jaywalk_quantities"] = json.dumps([q.name for q in quantities])
    group.attrs["jaywalk_shape"] = values.shape
    for position, quantity in enumerate(quantities):
        _variable(group, scales, dims, quantity, values[..., position])


def _variable(
    group: Any, scales: dict[str, Any], dims: tuple[str, ...], quantity: Quantity, values: NDArray[np.int64]
) -> None:
    data = np.ascontiguousarray(values)
    info = np.iinfo(np.int32)
    if not data.size or (data.min() >= info.min and data.max() <= info.max):
        data = data.astype(np.int32)
    options: dict[str, Any] = {}
    if data.size:
        rows = max(1, min(len(data), _CHUNK_BYTES * len(data) // data.nbytes))
        options = {"compression": "gzip", "compression_opts": 1, "shuffle": True, "chunks": (rows, *data.shape[1:])}
    variable = group.create_dataset(quantity.name, data=data, **options)
    for position, dim in enumerate(dims):
        variable.dims[position].attach_scale(scales[dim])
    variable.attrs.update({"units": quantity.unit, "long_name": quantity.long_name, "kind": quantity.kind})


def _dates(scale: Any) -> NDArray[np.datetime64]:
    return np.asarray(scale[...], dtype=np.int64).astype("datetime64[D]")


def _stack(group: Any) -> tuple[NDArray[np.int64], tuple[Quantity, ...]]:
    names = json.loads(group.attrs["jaywalk_quantities"])
    values = np.empty(tuple(group.attrs["jaywalk_shape"]), dtype=np.int64)
    quantities = []
    for position, name in enumerate(names):
        variable = group[name]
        values[..., position] = variable[...]
        attrs = variable.attrs
        quantities.append(Quantity(name, str(attrs["units"]), str(attrs["kind"]), str(attrs["long_name"])))
    return values, tuple(quantities)
