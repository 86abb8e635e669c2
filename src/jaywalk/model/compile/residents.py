"""What residents are for good: propensities, attributes, participation, awareness, enrolment, names."""

import math
from typing import Any, Final

import numpy as np

from jaywalk.model.compile.cells import ADULT, share, thresholds32
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.identity import enrolled_share
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.names import NameGroups, name_groups, stated_groups
from jaywalk.model.compile.quantiles import ONE16, gamma_slice_means, normal_cdf_table, normal_quantile_table
from jaywalk.model.plan import AGES, CELLS, CLASSES, U32
from jaywalk.scenario.people import FAMILIES, Awareness, Participation
from jaywalk.scenario.schema import Scenario

ALL_FAMILIES: Final = 8  # families that a plan has room for
ALIKE: Final = 1000.0  # from this shape on everybody is the same


def propensity_tables(scenario: Scenario) -> dict[str, Any]:
    """Propensities by family and the copula that joins them."""
    unlike = scenario.heterogeneity
    shapes = [unlike.k_of(family) for family in FAMILIES]
    shapes += [math.inf] * (ALL_FAMILIES - len(shapes))  # applicants for places are all alike
    rho = unlike.copula.value
    return {
        "propensity": np.stack([_slices(shape) for shape in shapes]),
        "normal_quantile": normal_quantile_table(),
        "normal_cdf": normal_cdf_table(),
        "copula_common": round(math.sqrt(rho) * ONE16),
        "copula_own": round(math.sqrt(1.0 - rho) * ONE16),
    }


def _slices(shape: float) -> U32:
    try:
        return gamma_slice_means(math.inf if shape >= ALIKE else shape)
    except ValueError as error:
        refuse(str(error))


def look_alike_tables(scenario: Scenario) -> dict[str, Any]:
    """Weights of look-alikes and the ages among which they are found."""
    gallery = scenario.gallery
    kappa = math.inf if gallery is None else gallery.look_alikes.kappa.value
    own = 1.0 if gallery is None else gallery.look_alikes.own_band.value
    weights = _slices(kappa)
    return {"look_alike": weights, "look_alike_top": int(weights.max()), "band": band_table(own)}


def band_table(own: float) -> U32:
    """``uint32[7, 2]`` age kernel: the rest of ``own`` is shared by the neighbours; where one lacks, it stays.

    Minors are in no gallery, so that the youngest adults have no younger neighbours.
    """
    side = (1.0 - own) / 2.0
    out = np.zeros((len(AGES), 2))
    for age in range(len(AGES)):
        below = side if age >= 2 else 0.0
        above = side if 1 <= age < len(AGES) - 1 else 0.0
        out[age] = below, 1.0 - above
    return thresholds32(out)


def share_tables(frame: Frame, scenario: Scenario) -> dict[str, Any]:
    """Shares of each cell: attributes, participation, awareness, enrolment."""
    attribute, participates, aware, enrolled = [], [], [], []
    for c in range(len(frame.cities)):
        held = [frame.held(scenario, name, c) for name in frame.axes.attributes]
        attribute.append(np.array(held).reshape(len(held), CELLS))
        participates.append(_adults(frame, scenario.participation, c, "participation"))
        aware.append(_adults(frame, scenario.awareness, c, "awareness"))
        enrolled.append(enrolled_share(frame, frame.past[0], c))
    return {
        "attribute": thresholds32(np.stack(attribute)),
        "participates": thresholds32(np.stack(participates)),
        "aware": thresholds32(np.stack(aware)),
        "enrolled": thresholds32(np.stack(enrolled)),
    }


def _adults(frame: Frame, section: Participation | Awareness | None, city: int, what: str) -> F64:
    if section is None:
        return np.where(ADULT, 1.0, 0.0)
    return np.where(ADULT, share(section.share, frame.cities[city].id, frame.adults[city], f"{what}.share"), 0.0)


def name_tables(frame: Frame, scenario: Scenario) -> dict[str, Any]:
    """Name groups of each class of each city, at full scale."""
    cities: list[list[NameGroups]] = []
    for residents in frame.residents:
        sizes = [int(math.fsum(residents[c * 10 : c * 10 + 10].tolist())) for c in range(CLASSES)]
        if scenario.names is None:
            cities.append([name_groups(size) for size in sizes])
            continue
        stated = [(group.size, group.share.value) for group in scenario.names.groups]
        if math.fsum(part for _, part in stated) > 1.0 + 1e-9:
            refuse("names.groups: the shares add up to more than 1")
        cities.append([stated_groups(size, stated) for size in sizes])
    return {
        "name_size": np.array([[groups.size for groups in city] for city in cities]),
        "name_start": np.array([[groups.start for groups in city] for city in cities]),
        "name_weight": np.array([[groups.weight for groups in city] for city in cities]),
    }
