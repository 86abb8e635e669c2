"""The village with every part of the model: redress, response, lives, opinion and cameras that follow their records."""

from textwrap import indent
from typing import Any

from jaywalk.scenario.loading import loads, with_sets
from promises.towns import Town, compiled

SECTIONS = """
redress:
  source: raised
  range: x/1.2..x1.2
  binds: records
  notice: {reaches: 0.7, after: 2 weeks}
  appeal:
    window: 6 weeks
    filed_by: {wrongly_restricted: 0.5, wrongly_scored: 0.4, rightly_listed: 0.1, rightly_scored: 0.1}
    reviews: 4 per week
    decides_in: {median: 14 days, p95: 60 days}
    overturns: {wrong: 0.8, right: 0.1}
    corrected_in: 5 days
  press: {fixes: 0.01 per person-week}
response:
  source: raised
  range: x/1.2..x1.2
  deterrence: {elasticity: -0.5, initial: 0.7, fades_over: 26 weeks, certainty: 0.3, certainty_floor: 0.01}
  own_record: {effect: 0.5, fades_over: 30 weeks, counts_for: 52 weeks}
  household: 0.3
  news: 1.5
  price: {factor: 1.2}
  shift: 0.1
  crowding: {blood_donation: {value: 0.2, range: [0, 0.3]}}
  chilling: 0.2
lives:
  source: raised
  range: x/1.2..x1.2
  job_loss: {rate: 2 per person-year}
  out_of_work: {lasts: 10 weeks, money_acts: 2.5}
opinion:
  source: raised
  range: x/1.1..x1.1
  approval: 0.8
  own: {value: -0.3, range: [-0.6, 0]}
  household: {value: -0.3, range: [-0.6, 0]}
"""
FOLLOWS = "{what: records, over: 6 weeks, strength: 1.0, most: 3}"
PARTS = (
    "measures.fast_track.places.vacancies=true",
    f"channels.street_cameras.coverage.2027-01-04.follows={FOLLOWS}",
    f"channels.street_cameras.coverage.2027-07-05.follows={FOLLOWS}",
)
NO_REDRESS = ("redress.enabled=false",)
NO_RESPONSE = ("response.enabled=false",)
NO_WANT = ("lives.out_of_work.money_acts=1",)
STILL = (
    "channels.street_cameras.coverage.2027-01-04.follows.strength=0",
    "channels.street_cameras.coverage.2027-07-05.follows.strength=0",
)
NO_FEEDBACK = (
    "response.own_record.effect=0",
    "response.household=0",
    "response.news=0",
    "response.learns=false",
)


def whole_village(*sets: str, worlds_file: str = "", **options: Any) -> Town:
    """The village with all parts and with patches, and with a text of worlds of its own."""
    text = f"extends: village\n{SECTIONS}"
    if worlds_file:
        text += f"worlds:\n{indent(worlds_file, '  ')}"
    return compiled(with_sets(loads(text, name="whole village"), (*PARTS, *sets)), **options)
