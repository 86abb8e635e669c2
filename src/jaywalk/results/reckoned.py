"""Numbers of a scenario that a run does without and its results are reckoned with: approval, and what measures cost."""

from collections.abc import Sequence

from jaywalk.results.manifest import CostFacts, OpinionFacts, ShockFacts, WorldFacts
from jaywalk.results.opinion import size_of
from jaywalk.scenario.opinion import Opinion
from jaywalk.scenario.schema import Scenario


def world_facts(scenario: Scenario, worlds: Sequence[str] | None = None) -> dict[str, WorldFacts]:
    """What each world of a run brings to its results; worlds that bring nothing are left out.

    Parameters
    ----------
    scenario
        The scenario as it runs.
    worlds
        Names of the worlds, None: those the scenario runs.
    """
    from jaywalk.model.compile.worlds import vary

    out = {}
    for world in vary(scenario, worlds):
        opinion = world.scenario.opinion if world.state and world.programme else None
        facts = WorldFacts(
            opinion=_opinion(opinion) if opinion is not None and opinion.enabled else None,
            costs=_costs(world.scenario) if world.state else {},
        )
        if facts.opinion is not None or facts.costs:
            out[world.name] = facts
    return out


def _costs(scenario: Scenario) -> dict[str, CostFacts]:
    return {
        name: CostFacts(
            deposit=measure.costs.deposit.value if measure.costs.deposit is not None else 0.0,
            fee=measure.costs.fee.value if measure.costs.fee is not None else 0.0,
        )
        for name, measure in scenario.measures.items()
        if measure.enabled and measure.costs is not None
    }


def _opinion(opinion: Opinion) -> OpinionFacts:
    false, approval = opinion.falsification, opinion.approval.value
    return OpinionFacts(
        approval=approval,
        own=opinion.own.value if opinion.own is not None else 0.0,
        household=opinion.household.value if opinion.household is not None else 0.0,
        falsification=false.value if false is not None else 0.0,
        falsification_range=(false.low, false.high) if false is not None else (0.0, 0.0),
        shocks=tuple(
            ShockFacts(
                on=shock.on.isoformat(),
                size=size_of(approval, shock.effect.value),
                reach=shock.reach.value,
                fades_over=shock.fades_over.days / 7,
            )
            for shock in opinion.shocks
        ),
    )
