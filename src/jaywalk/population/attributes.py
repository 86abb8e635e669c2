"""Shares of adults with a licence, an account, a phone ...: what makes residents eligible for acts."""

import numpy as np
from numpy.typing import NDArray

from jaywalk.population.axes import AGES, CELLS, FIFTHS, RESIDENCIES, SEXES, axis_of, cell
from jaywalk.population.margins import Margins


def attribute_names(margins: Margins) -> tuple[str, ...]:
    """Attributes that margins speak of, in the order of the file."""
    return tuple(dict.fromkeys(row.category.split("/")[0] for row in margins.of("attribute")))


def attribute_share(margins: Margins, name: str) -> NDArray[np.float64]:
    """Share of each cell that has an attribute, ``float64[140]``.

    A row without a category speaks of all adults, a later row of a narrower group replaces it there. Minors have
    no attribute.

    Raises
    ------
    KeyError
        If the margins say nothing of the attribute.
    """
    rows = [
        (row.category.split("/")[1:], row.value)
        for row in margins.of("attribute")
        if row.category.split("/")[0] == name
    ]
    if not rows:
        known = ", ".join(attribute_names(margins)) or "none"
        raise KeyError(f"{margins.file} has no attribute '{name}'; it has {known}")
    shares = np.zeros(CELLS)
    for parts, value in rows:
        wanted = {axis_of(part): part for part in parts}
        for a, age in enumerate(AGES):
            for s, sex in enumerate(SEXES):
                for r, residency in enumerate(RESIDENCIES):
                    for f, fifth in enumerate(FIFTHS):
                        labels = {"age": age, "sex": sex, "residency": residency, "income": fifth}
                        if a > 0 and all(labels[axis or ""] == part for axis, part in wanted.items()):
                            shares[cell(a, s, r, f)] = value
    return shares
