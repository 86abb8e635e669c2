"""Redress in the summary: false records as natural frequencies, what became of appeals, and warnings beside them."""

import dataclasses

import numpy as np

from jaywalk.model.plan import Names
from jaywalk.model.quantities import Quantities
from jaywalk.results import prose
from jaywalk.results.making import make_result
from jaywalk.results.redress import BASES
from jaywalk.results.summary import Summary, focus_world
from results.made_runs import NAMES, make, make_output, make_request

CONTEST: Names = dataclasses.replace(NAMES, parts=("contest",))


def summary_of(warnings: tuple[str, ...] = (), **programme: int) -> Summary:
    """The summary of a run whose counters of redress are these each week, in the world ``programme``."""
    output = make_output()
    quantities = Quantities(CONTEST, (True, False))
    output.quantities = (*quantities.stocks, *quantities.flows)
    weeks, districts, groups, worlds = output.weekly.shape[:4]
    output.weekly = np.zeros((weeks, districts, groups, worlds, len(output.quantities)), np.int64)
    output.plan = dataclasses.replace(output.plan, names=CONTEST)
    names = [q.name for q in output.quantities]
    for quantity, value in programme.items():
        output.weekly[:, 0, 0, NAMES.worlds.index("programme"), names.index(quantity)] = value
    request = make_request()
    facts = request.scenario.model_copy(update={"warnings": warnings})
    return make_result(output, dataclasses.replace(request, scenario=facts)).summary()


COUNTS = {
    "notices": 700,
    "false_contestable": 200,
    "appeals_wrong": 10,
    "appeals_right": 2,
    "decided_wrong": 8,
    "decided_right": 2,
    "overturned_wrong": 6,
    "weeks_to_decision": 140,
    "corrected": 5,
    "press_fixes": 1,
    "appeals_waiting": 9,
}


def test_what_became_of_false_records_is_said_as_a_frequency() -> None:
    text = str(summary_of(**COUNTS))
    assert (
        "Redress in 'programme': 1,200 false records (not the person's own act, or a copy) arrived and could be contested. "
        "Of every 100 of them, 5 met an appeal, 4 a decision, 3 a decision that it was wrong; 2.5 were corrected while they "
        "counted and 98 never. 6 records were corrected because the press took up the case. Notices reached people for "
        "4,200 records, true or false. True records met 12 appeals, of which none succeeded. A decision came 14 weeks "
        "after filing on average. At the end 9 appeals were waiting for one."
    ) in text


def test_the_numbers_are_in_the_json() -> None:
    redress = summary_of(**COUNTS).as_json()["worlds"]["programme"]["redress"]
    assert redress["never_corrected"] == 1200 - 30
    assert redress["weeks_to_decision"] == 14.0
    assert redress["waiting"] == 9


def test_rare_appeals_grow_the_base() -> None:
    text = str(summary_of(**{**COUNTS, "false_contestable": 20_000}))
    assert "Of every 10,000 of them, 5 met an appeal" in text
    assert BASES[0] == 100


def test_a_world_without_false_records_says_so() -> None:
    text = str(summary_of(appeals_right=1, decided_right=1, weeks_to_decision=3))
    assert "In 'programme' no false record arrived that could be contested" in text
    assert "True records met 6 appeals" in text
    assert "A decision came 3 weeks after" in text
    assert "At the end no appeal was waiting." in text


def test_without_redress_nothing_is_said() -> None:
    summary = make().summary()
    assert all(world.redress is None for world in summary.worlds.values())
    assert "appeal" not in str(summary)
    assert len(prose.redress_table(summary)) == 1


def test_worlds_with_redress_stand_side_by_side() -> None:
    header, row = prose.redress_table(summary_of(**COUNTS))
    found = dict(zip(header, row, strict=True))
    assert found["world"] == "programme"
    assert (found["false records"], found["corrected"], found["never corrected"]) == ("1,200", "30", "1,170")
    assert (found["waiting at the end"], found["weeks to decision"]) == ("9", "14.0")


def test_warnings_of_one_kind_are_one_line() -> None:
    said = "a restriction without notice: nobody is told of the records behind it"
    warnings = tuple(f"a.yaml:{line}:3: measures.{name}: {said}" for line, name in ((3, "tickets"), (4, "posts")))
    text = prose.closing(summary_of(warnings))
    assert f"Warning: measures.tickets, measures.posts: {said}" in text


def test_without_a_programme_a_run_is_about_what_there_is() -> None:
    assert focus_world(("none", "status_quo", "exact")) == "status_quo"
