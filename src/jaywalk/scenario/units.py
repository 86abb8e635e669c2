"""Reading a number and its unit: a closed vocabulary, nothing guessed."""

import math
import re
from collections.abc import Mapping
from typing import Final

WEEKS_PER_YEAR: Final = 52.1775
RELATIVE: Final = re.compile(r"^x/(\d+(?:\.\d+)?)\.\.x(\d+(?:\.\d+)?)$")
NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
DAYS: Final[Mapping[str, float]] = {
    "day": 1.0,
    "days": 1.0,
    "working day": 1.4,
    "working days": 1.4,
    "week": 7.0,
    "weeks": 7.0,
    "month": 365.25 / 12,
    "months": 365.25 / 12,
    "year": 365.25,
    "years": 365.25,
}


def read_number(raw: object, units: Mapping[str, float], what: str, example: str) -> float:
    """The number in ``raw``, in the first unit of the vocabulary; refuses anything else."""
    if isinstance(raw, bool) or raw is None or isinstance(raw, (dict, list, tuple)):
        raise ValueError(f"{what} is a number with its unit, such as '{example}'")
    if isinstance(raw, (int, float)):
        if "" not in units:
            raise ValueError(f"{what} needs its unit, such as '{example}'")
        value = float(raw) * units[""]
    else:
        match = re.match(rf"^({NUMBER})\s*(.*)$", str(raw))
        if match is None:
            raise ValueError(f"'{raw}' is not {what}; write it as '{example}'")
        unit = " ".join(match.group(2).split())
        if unit not in units:
            known = ", ".join(f"'{u}'" for u in units if u)
            raise ValueError(f"'{unit}' is not a unit of {what}; known are {known or 'none'}, as in '{example}'")
        value = float(match.group(1)) * units[unit]
    if not math.isfinite(value):
        raise ValueError(f"{what} must be finite")
    return value
