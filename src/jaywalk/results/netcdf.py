"""The cube as one netCDF-4 file, and back.

The root holds the weekly quantities, the group ``monthly`` the monthly ones, the group ``acts`` the true acts and the
simulated residents. Every variable has a unit and a long name. Integers stay integers, in 32 bits where they fit.
"""

import json
from pathlib import Path
from typing import Any, Final

import h5netcdf
import numpy as np
from numpy.typing import NDArray

from jaywalk.model.quantities import Quantity
from jaywalk.results.cube import Cube, Labels

FILE: Final = "result.nc"
_DAYS: Final = "days since 1970-01-01"
_COMPRESSION: Final[dict[str, Any]] = {"compression": "gzip", "compression_opts": 1, "shuffle": True}


def write_cube(path: Path, cube: Cube, attributes: dict[str, str]) -> None:
    """Write ``cube`` to ``path`` with the given attributes of the whole file."""
    la = cube.labels
    with h5netcdf.File(path, "w") as file:
        file.attrs.update({"Conventions": "CF-1.11", **attributes, "jaywalk_labels": json.dumps(la.names())})
        _axes(file, {"week": la.weeks, "district": la.districts, "group": la.groups, "world": la.worlds})
        _index(
            file, "city", "district", np.asarray(la.district_city), "position of the district's city in jaywalk_labels"
        )
        _index(file, "era", "week", la.era, "stretch between dated values that the week belongs to")
        _variables(file, ("week", "district", "group", "world"), cube.quantities, cube.weekly)

        monthly = file.create_group("monthly")
        _axes(monthly, {"month": la.months})
        _variables(monthly, ("month", "district", "group", "world"), cube.monthly_quantities, cube.monthly)

        acts = file.create_group("acts")
        acts.dimensions = {"stretch": cube.true_acts.shape[0], "cell": cube.counts.shape[1]}
        _axes(acts, {"act": la.acts})
        _variable(
            acts,
            ("stretch", "district", "group", "act"),
            Quantity("true_acts", "2**-24 acts per week", "flow", "expected true acts, seen or not (sum of all rates)"),
            cube.true_acts,
        )
        _variable(
            acts,
            ("district", "cell"),
            Quantity("residents", "residents", "stock", "simulated residents by cell"),
            cube.counts,
        )


def read_cube(path: Path) -> Cube:
    """Read what `write_cube` wrote.

    Raises
    ------
    OSError, KeyError, ValueError
        The file is not such a file.
    """
    with h5netcdf.File(path, "r") as file:
        monthly, acts = file.groups["monthly"], file.groups["acts"]
        names = {key: tuple(value) for key, value in json.loads(file.attrs["jaywalk_labels"]).items()}
        labels = Labels(
            weeks=_dates(file, "week"),
            months=_dates(monthly, "month"),
            era=np.asarray(file.variables["era"][...], dtype=np.int32),
            **names,
        )
        weekly, quantities = _stack(file, ("week", "district", "group", "world"))
        per_month, monthly_quantities = _stack(monthly, ("month", "district", "group", "world"))
        return Cube(
            labels=labels,
            quantities=quantities,
            monthly_quantities=monthly_quantities,
            weekly=weekly,
            monthly=per_month,
            true_acts=np.asarray(acts.variables["true_acts"][...], dtype=np.int64),
            counts=np.asarray(acts.variables["residents"][...], dtype=np.int64),
        )


def _axes(group: Any, axes: dict[str, Any]) -> None:
    for name, values in axes.items():
        group.dimensions[name] = len(values)
        if isinstance(values, np.ndarray):
            days = values.astype("datetime64[D]").astype(np.int64)
            variable = group.create_variable(name, (name,), data=days)
            variable.attrs.update(
                {"units": _DAYS, "calendar": "proleptic_gregorian", "long_name": f"first day of the {name}"}
            )
        else:
            group.create_variable(name, (name,), data=np.asarray(values, dtype=object), dtype=_text())


def _text() -> Any:
    import h5py

    return h5py.string_dtype()


def _index(group: Any, name: str, dimension: str, values: NDArray[Any], long_name: str) -> None:
    group.create_variable(name, (dimension,), data=values.astype(np.int32)).attrs["long_name"] = long_name


def _variables(group: Any, dims: tuple[str, ...], quantities: tuple[Quantity, ...], values: NDArray[np.int64]) -> None:
    # the order of the quantities is part of the cube; netCDF lists names alphabetically
    group.attrs["jaywalk_quantities"] = json.dumps([q.name for q in quantities])
    for position, quantity in enumerate(quantities):
        _variable(group, dims, quantity, values[..., position])


def _variable(group: Any, dims: tuple[str, ...], quantity: Quantity, values: NDArray[np.int64]) -> None:
    data = np.ascontiguousarray(values)
    info = np.iinfo(np.int32)
    if data.size == 0 or (data.min() >= info.min and data.max() <= info.max):
        data = data.astype(np.int32)
    options = {**_COMPRESSION, "chunks": data.shape} if data.size and data.nbytes < 1 << 24 else dict(_COMPRESSION)
    if not data.size:
        options = {}
    variable = group.create_variable(quantity.name, dims, data=data, **options)
    variable.attrs.update({"units": quantity.unit, "long_name": quantity.long_name, "kind": quantity.kind})


def _dates(group: Any, name: str) -> NDArray[np.datetime64]:
    return np.asarray(group.variables[name][...], dtype=np.int64).astype("datetime64[D]")


def _stack(group: Any, dims: tuple[str, ...]) -> tuple[NDArray[np.int64], tuple[Quantity, ...]]:
    names = json.loads(group.attrs["jaywalk_quantities"])
    shape = tuple(_length(group, dim) for dim in dims)
    values = np.empty((*shape, len(names)), dtype=np.int64)
    quantities = []
    for position, name in enumerate(names):
        variable = group.variables[name]
        values[..., position] = variable[...]
        attrs = variable.attrs
        quantities.append(Quantity(name, str(attrs["units"]), str(attrs["kind"]), str(attrs["long_name"])))
    return values, tuple(quantities)


def _length(group: Any, dim: str) -> int:
    holder = group
    while dim not in holder.dimensions:
        holder = holder.parent
    return int(holder.dimensions[dim].size)
