"""The commented file that ``jaywalk new`` writes: small, and a scenario that loads as it is."""

from typing import Final

TEXT: Final = """\
# A Jaywalk scenario: one programme in one or more synthetic cities.
# Check it with:  jaywalk check {name}.yaml      Run it with:  jaywalk run {name}.yaml
# Every key is described in docs/scenario-language.md; anything unknown or unused is refused, with its line.
format: jaywalk-scenario/1
title: {title}
synthetic: true                 # always: Jaywalk simulates made-up residents only
question: How many people are restricted although they did nothing, and who are they?
label: {{what_if: true, text: A programme that nobody has built}}
reference: my_rules             # where numbers that somebody decided come from, unless they say otherwise

# Every number points to a key of the packaged register (jaywalk sources lists them) or to one of these.
evidence:
  my_rules: {{kind: document, title: The programme's rule book, certainty: recalled}}
  my_guess: {{kind: assumption, why: No data found; swept in every sensitivity run}}

cities:
  village: {{margins: village}}   # packaged margins, or a CSV file beside this one
time: {{start: 2027-01-04, end: 2028-01-02, past: 52 weeks}}

heterogeneity:                  # few people make most events: propensity ~ Gamma(k, 1/k)
  k: {{value: 0.7, range: [0.3, 1.5], source: violation_heterogeneity_k}}
  copula: {{value: 0.2, range: [0, 0.5], source: my_guess}}

acts:
  jaywalking:
    kind: violation             # violation, prosocial, or protected (lawful, visible, scored nowhere)
    family: public_order        # money, traffic, public_order, civic or voice
    eligible: all               # or an attribute, or {{age: 18-55}}
    rate: {{value: 90 per person-year, range: [30, 180], source: my_guess, by: {{sex: {{male: 1.2}}}}}}
  blood_donation:
    kind: prosocial
    family: civic
    eligible: {{age: 18-55}}
    rate: {{value: 0.02 per person-year, range: [0.017, 0.022], source: blood_donors}}

channels:
  street_cameras:
    kind: camera                # camera, device or register: each has its own errors
    source: my_guess            # for every number of this section that has none
    range: x/2..x2
    coverage: {{elsewhere: 0.05, districts: {{old_town: 0.1}}}}
    sees: {{jaywalking: 0.05}}    # probability, once covered
    identity:
      fpir: {{value: 0.026, at: 1400}}   # wrong matches per search of a gallery of this size
      miss: 0.2
      wrong_first: 0.02
      visitors: 0.08
      phantoms: 0.0005
    delay: {{median: 3 days, p95: 21 days}}
  clinic:
    kind: register
    source: my_guess
    range: x/2..x2
    sees: {{blood_donation: 0.9}}
    identity: {{document: 0.001}}
    delay: 2 weeks
gallery:                        # the faces that cameras search
  source: my_guess
  enrolled: {{value: 0.95, range: [0.8, 1]}}
  look_alikes: {{kappa: {{value: 0.3, range: [0.05, 5]}}, own_band: {{value: 0.8, range: [0.5, 1]}}}}

score: {{start: 1000 points, floor: 0 points, ceiling: 1300 points, review: 13 weeks}}
rules:
  - {{id: walking, on: jaywalking, through: [street_cameras], effect: -20 points, cap: 100 points per year}}
  - {{id: blood, on: blood_donation, through: [clinic], effect: 5 points, cap: 10 points per year, expires: 104 weeks}}
tiers: {{A: 1005 points, B: 960 points, C: 0 points}}

measures:
  gym: {{kind: benefit, for: {{tier: A}}, domain: leisure}}
  deposits: {{kind: restriction, for: {{tier: C}}, domain: housing, severity: 2}}

redress:                        # who is told of a record, who appeals, how often that succeeds, how long it takes
  source: my_guess
  range: x/2..x2
  binds: in_force               # whose rules hold: those of the act's week, the record's, or the week itself
  notice: {{reaches: 0.7, after: 2 weeks}}
  appeal:
    window: 8 weeks
    filed_by: {{wrongly_restricted: 0.15, wrongly_scored: 0.03, rightly_listed: 0.002, rightly_scored: 0.0005}}
    reviews: 1 per week
    decides_in: {{median: 60 days, p95: 330 days}}
    overturns: {{wrong: 0.8, right: 0.05}}

rollout:
  - {{from: 2027-01-04, where: all}}

# worlds:                       # beside none, status_quo, programme and exact
#   no_cameras: {{without: {{channels: [street_cameras]}}}}

tests:                          # run by: jaywalk check
  - name: A wrong camera match costs 20 points and no tier
    given: [{{week: 10, channel: street_cameras, act: jaywalking, truth: someone_else}}]
    expect: {{week: 25, score: 980 points, tier: B}}
"""


def template(name: str) -> str:
    """Text of a new scenario.

    Parameters
    ----------
    name
        What its file will be called, without the ending.
    """
    title = name.replace("_", " ").replace("-", " ").strip().capitalize() or "New programme"
    quoted = (
        title if title.replace(" ", "").isalnum() and title.lower() not in ("true", "false", "null") else f'"{title}"'
    )
    if title.replace(" ", "").isdigit():
        quoted = f'"{title}"'
    return TEXT.format(name=name, title=quoted)
