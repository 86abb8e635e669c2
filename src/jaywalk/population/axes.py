"""What a margins file may speak of: the closed lists of axes, tables and categories.

Five axes are crossed with each other to make the strata; everything else is a table about households or a
share among adults. A category that is not in these lists does not exist for Jaywalk.
"""

from typing import Final

from jaywalk.scenario.strata import AGES, FIFTHS, RESIDENCIES, SEXES

__all__ = ["AGES", "FIFTHS", "RESIDENCIES", "SEXES"]

SIZES: Final = ("1", "2", "3", "4", "5", "6+")
KINDS: Final = ("with_minors", "without_minors", "collective")

CELLS: Final = len(AGES) * len(SEXES) * len(RESIDENCIES) * len(FIFTHS)
STRATA: Final = len(AGES) * len(SEXES) * len(RESIDENCIES)
ADULT_AGES: Final = AGES[1:]

#: The axes that are crossed to make strata. No margins file may cross any other.
CROSSED: Final = ("district", "age", "sex", "residency", "income")

#: Tables about households, shares among adults, and the starting weights of the fit.
TABLES: Final = ("household_size", "minors", "collective", "adults", "attribute", "seed")

LABELS: Final[dict[str, tuple[str, ...]]] = {
    "age": AGES,
    "sex": SEXES,
    "residency": RESIDENCIES,
    "income": FIFTHS,
    "household_size": SIZES,
    "collective": RESIDENCIES,
}

#: The members of a household of "6+": a third of such households each, mean 7.
LARGE_SIZES: Final = (6, 7, 8)
LARGEST_HOUSEHOLD: Final = 8

#: Published tables hide small cells, and so does Jaywalk: a cell is empty or holds this many people.
SMALLEST_CELL: Final = 20
SMALLEST_DISTRICT: Final = 500
LARGEST_DISTRICT: Final = 1 << 28


def axis_of(label: str) -> str | None:
    """The crossed axis a label such as ``30-34`` or ``migrant`` belongs to, or None."""
    for axis in ("age", "sex", "residency", "income"):
        if label in LABELS[axis]:
            return axis
    return None


def stratum(age: int, sex: int, residency: int) -> int:
    """Number of a stratum inside a district: ``(age * 2 + sex) * 2 + residency``."""
    return (age * 2 + sex) * 2 + residency


def cell(age: int, sex: int, residency: int, fifth: int) -> int:
    """Number of a cell: the stratum with the income fifth, 0 to 139."""
    return stratum(age, sex, residency) * 5 + fifth
