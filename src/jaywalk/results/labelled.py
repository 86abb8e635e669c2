"""The cube as labelled xarray datasets: what `Result.dataset`, `Result.monthly` and `Result.acts` return."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.quantities import Quantity
from jaywalk.results.cube import TRUE_ACT_UNIT, Cube

if TYPE_CHECKING:
    import xarray as xr


def weekly_dataset(cube: Cube, attributes: dict[str, str]) -> "xr.Dataset":
    """One variable a quantity over week, district, group and world; residents and adults over district and group."""
    dataset = _dataset(cube, "week", cube.labels.weeks, cube.quantities, cube.weekly, attributes)
    for name, values, long_name in (
        ("residents", cube.residents, "simulated residents"),
        ("adults", cube.adults, "simulated residents of 18 and over"),
    ):
        dataset[name] = (("district", "group"), values, {"units": "residents", "long_name": long_name, "kind": "stock"})
    return dataset


def monthly_dataset(cube: Cube, attributes: dict[str, str]) -> "xr.Dataset":
    """One variable a monthly quantity over month, district, group and world."""
    return _dataset(cube, "month", cube.labels.months, cube.monthly_quantities, cube.monthly, attributes)


def acts_dataset(cube: Cube, attributes: dict[str, str]) -> "xr.Dataset":
    """Expected true acts a week (``true_acts``) over week, district, group and act: exact, without sampling noise."""
    import xarray as xr

    la = cube.labels
    values = cube.true_acts[la.era].astype(np.float64) / TRUE_ACT_UNIT
    attrs = {"units": "acts per week", "long_name": "expected true acts, seen or not", "kind": "flow"}
    return xr.Dataset(
        {"true_acts": (("week", "district", "group", "act"), values, attrs)},
        coords={**_coords(cube, "week", la.weeks), "act": list(la.acts)},
        attrs=attributes,
    )


def world_acts_dataset(cube: Cube, attributes: dict[str, str]) -> "xr.Dataset":
    """Expected true acts a week (``true_acts``) over evaluated week, district, group, world and act."""
    import xarray as xr

    la = cube.labels
    n = len(cube.acts_weeks)
    shape = (n, len(la.districts), len(la.groups), len(la.worlds), len(la.acts))
    values = cube.acts.reshape(shape).astype(np.float64) / TRUE_ACT_UNIT
    attrs = {
        "units": "acts per week",
        "long_name": "expected true acts of residents who respond, seen or not",
        "kind": "flow",
    }
    return xr.Dataset(
        {"true_acts": (("week", "district", "group", "world", "act"), values, attrs)},
        coords={**_coords(cube, "week", la.weeks[cube.acts_weeks]), "world": list(la.worlds), "act": list(la.acts)},
        attrs=attributes,
    )


def _dataset(
    cube: Cube,
    axis: str,
    dates: NDArray[np.datetime64],
    quantities: tuple[Quantity, ...],
    values: NDArray[np.int64],
    attributes: dict[str, str],
) -> "xr.Dataset":
    import xarray as xr

    dims = (axis, "district", "group", "world")
    variables: dict[str, Any] = {
        q.name: (dims, values[..., i], {"units": q.unit, "long_name": q.long_name, "kind": q.kind})
        for i, q in enumerate(quantities)
    }
    return xr.Dataset(
        variables, coords={**_coords(cube, axis, dates), "world": list(cube.labels.worlds)}, attrs=attributes
    )


def _coords(cube: Cube, axis: str, dates: NDArray[np.datetime64]) -> dict[str, Any]:
    la = cube.labels
    return {
        axis: dates.astype("datetime64[ns]"),
        "district": list(la.districts),
        "city": ("district", [la.cities[c] for c in la.district_city]),
        "group": list(la.groups),
    }
