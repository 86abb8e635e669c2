"""The cube as one netCDF-4 file, and back.

The root holds the weekly quantities, the group ``monthly`` the monthly ones, the group ``acts`` the true acts and the
simulated residents, the group ``acts_by_world`` the true acts by world where residents respond. Every variable has a
unit and a long name. Integers stay integers, in 32 bits where they fit.

netCDF-4 is HDF5 with dimension scales; writing those directly takes a fifth of the time that a netCDF library takes
for this many variables. A test opens the file through xarray and h5netcdf.
"""

import json
import os
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import h5py
import numpy as np
from numpy.typing import NDArray

from jaywalk.model.quantities import Quantity
from jaywalk.results.columns import columns, stretches
from jaywalk.results.cube import Cube, Labels
from jaywalk.results.hdf import Axes, Packed, pack

FILE: Final = "result.nc"
_DAYS: Final = "days since 1970-01-01"
_WEEKLY: Final = ("week", "district", "group", "world")
_MONTHLY: Final = ("month", "district", "group", "world")

Axis = tuple[str, ...] | NDArray[np.datetime64]


def write_cube(path: Path, cube: Cube, attributes: dict[str, str], *, threads: int | None = None) -> None:
    """Write ``cube`` to ``path`` with the given attributes of the whole file; ``threads``: None for all."""
    la = cube.labels
    axes = Axes()
    with (
        h5py.File(path, "w", libver=("earliest", "v110")) as file,
        ThreadPoolExecutor(threads or os.cpu_count()) as crew,
    ):
        file.attrs.update({"Conventions": "CF-1.11", **attributes, "jaywalk_labels": json.dumps(la.names())})
        _axis(axes, file, "week", la.weeks)
        _axis(axes, file, "district", la.districts)
        _axis(axes, file, "group", la.groups)
        _axis(axes, file, "world", la.worlds)
        city = Quantity("city", "1", "label", "position of the district's city among the cities in jaywalk_labels")
        _variable(axes, file, ("district",), city, np.asarray(la.district_city, dtype=np.int64))
        era = Quantity("era", "1", "label", "stretch between dated values that the week belongs to")
        _variable(axes, file, ("week",), era, la.era.astype(np.int64))
        _variables(axes, file, crew, _WEEKLY, cube.quantities, cube.weekly)

        monthly = file.create_group("monthly")
        _axis(axes, monthly, "month", la.months)
        _variables(axes, monthly, crew, _MONTHLY, cube.monthly_quantities, cube.monthly)

        acts = file.create_group("acts")
        _axis(axes, acts, "act", la.acts)
        _axis(axes, acts, "stretch", tuple(map(str, range(cube.true_acts.shape[0]))))
        _axis(axes, acts, "cell", tuple(map(str, range(cube.counts.shape[1]))))
        true_acts = Quantity(
            "true_acts", "2**-24 acts per week", "flow", "expected true acts, seen or not (sum of rates)"
        )
        _variable(axes, acts, ("stretch", "district", "group", "act"), true_acts, cube.true_acts)
        residents = Quantity("residents", "residents", "stock", "simulated residents by cell")
        _variable(axes, acts, ("district", "cell"), residents, cube.counts)
        if len(cube.acts):
            by_world = file.create_group("acts_by_world")
            _axis(axes, by_world, "evaluated", la.weeks[cube.acts_weeks])
            in_world = Quantity(
                "true_acts", true_acts.unit, "flow", "expected true acts of residents who respond, seen or not"
            )
            _variable(axes, by_world, ("evaluated", "district", "group", "world", "act"), in_world, cube.acts)
            week = Quantity("week", "weeks", "label", "position among the weeks of the file")
            _variable(axes, by_world, ("evaluated",), week, cube.acts_weeks)
        axes.close()


def read_cube(path: Path) -> Cube:
    """Read what `write_cube` wrote.

    Raises
    ------
    OSError, KeyError, ValueError
        The file is not such a file.
    """
    with h5py.File(path, "r") as file:
        by_world = file.get("acts_by_world")
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
            **(
                {}
                if by_world is None
                else {
                    name: by_world[key][...].astype(np.int64)
                    for name, key in (("acts", "true_acts"), ("acts_weeks", "week"))
                }
            ),
        )


def _axis(axes: Axes, group: Any, name: str, values: Axis) -> None:
    if isinstance(values, np.ndarray):
        scale = group.create_dataset(name, data=values.astype("datetime64[D]").astype(np.int64))
        scale.attrs.update({"units": _DAYS, "calendar": "proleptic_gregorian", "long_name": f"first day of the {name}"})
    else:
        scale = group.create_dataset(name, data=list(values), dtype=h5py.string_dtype())
        scale.attrs["long_name"] = name
    axes.add(name, scale)


def _variables(
    axes: Axes,
    group: Any,
    crew: Executor,
    dims: tuple[str, ...],
    quantities: tuple[Quantity, ...],
    values: NDArray[np.int64],
) -> None:
    group.attrs["jaywalk_quantities"] = json.dumps([q.name for q in quantities])
    group.attrs["jaywalk_shape"] = values.shape
    shape = values.shape[:-1]

    def packed(stretch: tuple[int, int]) -> list[Packed]:
        return [pack(column.reshape(shape)) for column in columns(values, *stretch)]

    # packing takes most of the time and runs ahead of the writing, which HDF5 does one by one
    for (low, _), made in zip(stretches(len(quantities)), crew.map(packed, stretches(len(quantities))), strict=True):
        for quantity, one in zip(quantities[low:], made, strict=False):
            _write(axes, group, dims, quantity, one)


def _variable(axes: Axes, group: Any, dims: tuple[str, ...], quantity: Quantity, values: NDArray[np.int64]) -> None:
    _write(axes, group, dims, quantity, pack(values))


def _write(axes: Axes, group: Any, dims: tuple[str, ...], quantity: Quantity, packed: Packed) -> None:
    texts = {"units": quantity.unit, "long_name": quantity.long_name, "kind": quantity.kind}
    axes.variable(group, quantity.name, dims, packed, texts)


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
