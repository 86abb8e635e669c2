"""The register of references and the assumption ledger."""

import re

import pytest

from jaywalk.evidence import GRADES, LEDGER_GRADES, Register, ledger
from jaywalk.scenario import load, shipped

HEAD = "block,key,value,low,high,unit,year,source,url,certainty,note\n"


def test_the_packaged_register() -> None:
    register = Register.packaged()
    assert len(register) >= 280
    assert register["beijing_population"].number == 21_893_095
    assert register["violation_heterogeneity_k"].range == (0.3, 1.5)
    assert register["hangzhou_qianjiang_tiers"].number is None
    assert sum(register.counts().values()) == len(register)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", key) for key in register)


def test_values_lie_in_their_ranges() -> None:
    outside = [
        row.key
        for row in Register.packaged().values()
        if row.number is not None and row.range is not None and not min(row.range) <= row.number <= max(row.range)
    ]
    assert outside == []


def test_documented_rows_name_a_source() -> None:
    rows = Register.packaged().values()
    assert [row.key for row in rows if row.certainty == "documented" and not row.source] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key,value\n", "columns"),
        (HEAD + "b,k,1,,,u,2020,s,,documented,\nb,k,1,,,u,2020,s,,documented,\n", "there twice"),
        (HEAD + "b,k,1,,,u,2020,s,,certain,\n", "not one of documented"),
        (HEAD + "b,k,1\n", "number of fields"),
    ],
)
def test_a_broken_register_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Register.from_csv(text)


@pytest.mark.parametrize("name", shipped())
def test_every_number_of_a_shipped_scenario_has_a_grade(name: str) -> None:
    found = ledger(load(name))
    assert len(found) > 30
    assert sum(found.counts.values()) == len(found)
    assert set(found.counts) == set(LEDGER_GRADES)
    assert set(GRADES) < set(LEDGER_GRADES)
    assert all(entry.source for entry in found if entry.grade != "what-if")
    assert all(entry.line > 0 and entry.file.endswith(".yaml") for entry in found)
    unranged = [
        entry.path for entry in found if entry.role == "world" and entry.grade == "assumed" and entry.low > entry.high
    ]
    assert unranged == []


@pytest.mark.parametrize("name", shipped())
def test_every_assumption_has_a_reason(name: str) -> None:
    assert [entry.path for entry in ledger(load(name)).of("assumed") if not entry.why] == []


def test_counts_by_role_add_up() -> None:
    found = ledger(load("beijing"))
    world, design = found.counts_of("world"), found.counts_of("design")
    assert {grade: world[grade] + design[grade] for grade in LEDGER_GRADES} == found.counts
    assert 0.5 < found.assumed_share < 1
    assert found.sentence().startswith(f"Of {len(found)} numbers")


def test_inherited_provenance_is_written_on_each_number() -> None:
    cameras = load("village").channels["street_cameras"]
    sighting = cameras.sees["jaywalking"]
    assert (sighting.source, sighting.low, sighting.high) == ("raised", 0.05, 0.2)
