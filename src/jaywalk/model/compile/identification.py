"""What a search in a gallery finds: false matches from a published rate at a published gallery size.

A false positive identification rate (FPIR) holds for the gallery it was measured in. At a fixed threshold the
rate of one comparison (FMR) stays, so that another gallery of N gives 1 - (1 - FMR)**N; with a fixed FPIR the
threshold moves instead. See ``fpir_gallery_scaling``.
"""

from typing import Literal

from jaywalk.model.compile.elementary import expm1_1, log1p1

Policy = Literal["fixed_threshold", "fixed_fpir"]


def false_match_rate(fpir: float, at: float) -> float:
    """Rate of one comparison, from the rate of a search among ``at`` enrolled."""
    if fpir >= 1.0:
        return 1.0
    return -expm1_1(log1p1(-fpir) / at)


def false_hit(fpir: float, at: float, enrolled: float, *, policy: Policy, factor: float = 1.0) -> float:
    """Probability F that a search finds somebody else among ``enrolled`` people.

    Parameters
    ----------
    fpir, at
        Published rate, and the number enrolled where it was measured.
    enrolled
        People enrolled here, the one searched for included: ``enrolled - 1`` others can be found.
    policy
        ``fixed_threshold`` keeps the rate of a comparison, ``fixed_fpir`` the rate of a search.
    factor
        How much likelier a comparison is to be false for the group of the person searched for (mean 1).
    """
    rate = false_match_rate(fpir, at if policy == "fixed_threshold" else max(enrolled - 1.0, 1.0)) * factor
    if rate >= 1.0:
        return 1.0
    return -expm1_1(max(enrolled - 1.0, 0.0) * log1p1(-rate))


def outcomes(miss: float, false: float, both: float) -> dict[str, float]:
    """Shares of the four outcomes of a search for an enrolled person.

    ``miss`` is the FNIR, ``false`` the F of ``false_hit``, ``both`` the share of searches in which right and
    wrong candidates pass and the wrong one ranks first.
    """
    right = (1.0 - miss) * (1.0 - both * false)
    stray = miss * false + (1.0 - miss) * both * false
    return {"right": right, "other only": stray, "none": miss * (1.0 - false), "right and other": 0.0}
