"""The plan: a scenario compiled to integer tables, the only thing the kernels and the reference model read.

Every number that is not an integer operation is made once, here upstream, at high precision, so that no
result depends on a machine's exponential function. Axes, in the order they appear in shapes:

=====  ==========================================================================================
axis   meaning
=====  ==========================================================================================
E      eras: stretches of weeks in which no dated value changes (``era[t]`` gives the week's)
NC     cities
ND     districts of all cities, cities in order
W      worlds
A      acts
S      slots: one for each market of scarce places, then pairs of an act and a channel that sees it
K      140 cells: ``((age * 2 + sex) * 2 + residency) * 5 + income_fifth``
CL     14 classes: ``age * 2 + sex`` = ``cell // 10``
L      lists
M      measures
NT     tiers, the lowest first
R      rules
NM     modes of travel that measures block
NA     attributes: persistent states that make a resident eligible for acts
=====  ==========================================================================================

Ages 0..6 are 0-17, 18-24, 25-29, 30-34, 35-55, 56-59, 60+; sex 0 female, 1 male; residency 0 registered,
1 migrant; income fifth 0 the lowest. ``t`` counts weeks of the run from 0, the untallied past included.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I16 = NDArray[np.int16]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

AGES: Final = ("0-17", "18-24", "25-29", "30-34", "35-55", "56-59", "60+")
SEXES: Final = ("female", "male")
RESIDENCIES: Final = ("registered", "migrant")
FIFTHS: Final = ("lowest", "second", "third", "fourth", "highest")
REPORTED_WEEKS: Final = (13, 52, 78)  # after 3, 12 and 18 months: expected acts are always summed then
CELLS: Final = 140
CLASSES: Final = 14
NEVER: Final = 1 << 14  # a week that no run reaches

# where a record that found the wrong person goes
TARGET_NONE: Final = 0
TARGET_FACE: Final = 1  # same sex, age kernel, look-alike weights, enrolled people of the city
TARGET_NAME: Final = 2  # same class of the city, weighted by the size of the name group
TARGET_CLASS: Final = 3  # same class of the city, evenly
TARGET_DISTRICT: Final = 4  # an adult of the district, evenly
TARGET_HOUSEHOLD: Final = 5  # another adult of the household; alone: an adult of the district
TARGET_NAMESAKE: Final = 6  # the origin's own name group; none sampled: TARGET_CLASS

# combining channels that saw the same act
COMBINE_FIRST: Final = 0
COMBINE_MAX: Final = 1
COMBINE_SUM: Final = 2

# act kinds
VIOLATION: Final = 0
PROSOCIAL: Final = 1
PROTECTED: Final = 2
MARKET: Final = 3  # an application for a scarce place: the act of a market's slot

# parts of the model that a run may do without: what is not there has no counters and costs nothing
PARTS: Final = ("contest", "respond", "lives", "opinion", "placement")

CAP_NONE: Final = 0
CAP_YEAR: Final = 1  # ISO year of the act week
CAP_ROLLING: Final = 2  # the 52 weeks up to the act week


@dataclass(frozen=True, eq=False)
class Names:
    """What the axes' entries are called, for results and messages."""

    cities: tuple[str, ...]
    districts: tuple[str, ...]
    district_city: tuple[int, ...]
    worlds: tuple[str, ...]
    acts: tuple[str, ...]
    channels: tuple[str, ...]
    slots: tuple[str, ...]
    lists: tuple[str, ...]
    measures: tuple[str, ...]
    tiers: tuple[str, ...]
    rules: tuple[str, ...]
    modes: tuple[str, ...]
    markets: tuple[str, ...]
    attributes: tuple[str, ...]
    parts: tuple[str, ...] = ()  # which of ``PARTS`` some world of the run uses, in that order


@dataclass(frozen=True, eq=False)
class Plan:
    """Integer tables of one run. Thresholds are 32- or 64-bit, rates in units of 2**-40 a week."""

    names: Names

    # time
    n_weeks: int  # all weeks, past included
    n_past: int  # untallied weeks at the front
    week0: int  # absolute number of week t = 0: whole weeks since Monday 1970-01-05; counter word 2 is week0 + t
    era: U16  # [n_weeks] era in force in week t
    year: I16  # [n_weeks] ISO year of week t, counted from the first
    month: I16  # [n_weeks] calendar month of week t's Monday, counted from the first tallied week's (negative before)
    full_touch: U8  # [n_weeks, ND] 1 where everybody's state must be looked at again (rollout, dated measure or tier)

    # draws
    key: U32  # [2]
    city_code: U32  # [NC] 16 bits
    district_city: I32  # [ND]
    district_number: I32  # [ND] number inside the city: counter 1 = code << 16 | number << 8

    # worlds and columns: a column is one ledger's state; a world whose ledgers cannot differ has one column for all three
    col_p: I32  # [W] column of ledger P, -1: the world keeps no state at all
    col_t: I32  # [W]
    col_x: I32  # [W]
    n_columns: int
    perfect: U8  # [W] 1: identification never errs and nothing is stale: P, T, X hold the same but for what was struck
    exact_of: I32  # [W] the world that observes exactly what this one observes, -1 if none in the run

    # residents
    propensity: U32  # [8, 4096] 16.16: mean of Gamma(k, 1/k) in each of 4,096 equal slices, per family
    normal_quantile: I32  # [65536] 16.16
    normal_cdf: U16  # [65536] 12-bit index into propensity for z from -5.5 to 5.5
    copula_common: int  # 16.16 sqrt(rho)
    copula_own: int  # 16.16 sqrt(1 - rho)
    attribute: U32  # [NC, NA, K] 32-bit share with the attribute
    participates: U32  # [NC, K] 32-bit share
    aware: U32  # [NC, K]
    enrolled: U32  # [NC, K]
    look_alike: U32  # [4096] integer weights (Gamma(kappa) in equal slices)
    look_alike_top: int  # the largest

    # acts
    act_kind: U8  # [A]
    act_family: U8  # [A]
    act_attribute: I32  # [A] attribute that makes eligible, -1: every adult cell with a rate
    act_gravity: U8  # [A] 1..5
    act_combine: U8  # [A]
    act_rate: I64  # [E, NC, A, K] rate at g = 1 of an eligible resident (for the compensator)

    # slots
    slot_act: I32  # [S]
    slot_channel: I32  # [S] -1 for a market
    slot_market: I32  # [S] market number, -1 for a sighting
    layer_low: I64  # [NLAYER, ND, S] where the layer begins above 0 (layer 0: 0)
    layer_length: I64  # [NLAYER, ND, S] its length at g = 1 (0: the slot does not need it)
    reach: I64  # [E, ND, W, S, K] rate x coverage x detection at g = 1; 0 where the world's channel does not see
    sees: U64  # [E, ND, W, S, CL] 64-bit coverage x detection (for channels that see an act another saw first)
    slot_after: I32  # [S] slot whose outcome "none" sends this one looking, -1: none

    # what becomes of a sighting (64-bit thresholds)
    miss: U64  # [E, NC, W, S, CL] register, device: unreadable; camera: FNIR
    wrong_a: U64  # [E, NC, W, S, CL] probability that the record goes to target a (camera: F)
    wrong_b: U64  # [E, NC, W, S, CL] the same for target b (0 for cameras)
    both_h: U32  # [E, NC, W, S] camera: both pass and the wrong one ranks first
    copy: U32  # [E, NC, W, S] 32-bit: a second record of the same act
    slot_camera: U8  # [S] 1: the identification of a camera, for which only the enrolled can be right
    target_a: U8  # [S]
    target_b: U8  # [S]
    kept_a: U8  # [S] 1: the origin's own record is made as well ("right and other")
    kept_b: U8  # [S]
    attributed_a: U8  # [S] 1: target a is law, not error (owner of the car): origin ATTRIBUTED
    attributed_own: U8  # [W, S] 1: such records count as the owner's own in every ledger and under exact
    band: U32  # [7, 2] face: 32-bit, victim's band = own - 1 if u < [.,0]; own + 1 if u >= [.,1]; else own
    delay_days: U16  # [S, 1024] quantiles of the delay in days
    delay_extra: I32  # [W, S] weeks a world adds
    copy_lag: I32  # [S] weeks from the record to its copy
    stale_weeks: U8  # [S, 256] quantiles of how long a listing outlives its rightful end
    stale_on: U8  # [W, S]

    # records nobody in the city made: arrivals per head and week, in units of 2**-56
    outside: I64  # [E, ND, W, S, K]
    phantom: I64  # [E, ND, W, S, K]

    # name groups: per city and class, runs of residents who share a name
    name_size: I64  # [NC, CL, T] size of the groups of a type
    name_start: I64  # [NC, CL, T + 1] where the type begins in the keyed order of the class
    name_weight: U32  # [NC, CL, T] 32-bit cumulative share of sum(count x size**2): whom an outside name meets

    # stationary start (per slot that founds a national list)
    seed_stay: I64  # [S] mean stay of a true listing in weeks << 8; 0: nothing to seed
    seed_stay_false: I64  # [S] the same for a spell founded on a false record
    seed_residual: U16  # [S, 1024] quantiles of the residual life in weeks, true
    seed_residual_false: U16  # [S, 1024]

    # scores
    scored: U8  # [W]
    rollout: I32  # [W, ND] first week in which the programme applies (NEVER: not at all)
    looks_back: U8  # [W]
    floor: I16  # [W]
    ceiling: I16  # [W]
    start_group: U32  # [NC, G] 32-bit cumulative shares of the status groups
    start_points: I16  # [W, NC, G]
    start_residency: I16  # [W, NC, 2]
    start_spread: I16  # [W, NC, 4096] sd x normal quantile, rounded
    rule_of: I16  # [W, S] -1: no points
    points: I16  # [W, E, S] by the era of ``rule_binds``
    rule_binds: U8  # [R] 0 act week, 1 record week, 2 this week
    rule_cap: I16  # [W, E, R] by this week's era; ignored where cap_kind is none
    cap_kind: U8  # [R]
    rule_expires: I32  # [W, R] weeks in force
    rule_clock: U8  # [R] expiry counts from: 0 act week, 1 record week

    # lists
    list_on: U32  # [W, S] bit l: a record through this slot founds list l
    list_term: I32  # [W, E, L] weeks, by the era of the founding record's week
    list_extend: U32  # [W, E, L] 32-bit chance that the term is followed by one more
    list_extend_by: I32  # [W, E, L]
    list_exit: I64  # [W, E, L] hazard a week of leaving by performance, rate units
    list_exit_false: U8  # [L] 1: the hazard holds for spells founded on false records too
    list_removal: I32  # [W, E, L] weeks from performance to removal
    list_restart: U8  # [L] 1: a record while listed starts the term anew; 0: ignored
    list_repeat: I32  # [L] the n-th record within list_repeat_window weeks adds list_repeat_by (0: never)
    list_repeat_window: I32  # [L]
    list_repeat_by: I32  # [L]
    list_points: I16  # [W, E, L] points while on the list

    # tiers and measures
    tier_low: I16  # [W, E, NT] lowest score of each tier, lowest tier first
    hysteresis: I16  # [W]
    review: I32  # [W] weeks between reviews
    by_tier: U32  # [W, E, NT] bit m: the measure applies in this tier
    by_list: U32  # [W, E, L]
    restrictions: int  # bit m: measure m restricts (the others benefit)
    severity: U8  # [M] 1..5
    proportion_weeks: int
    measure_modes: U32  # [M] bit i: blocks mode i
    demand: I64  # [E, NM, K] attempts a week of a restricted resident
    switched: U32  # [NM] 32-bit share who, knowing, no longer tries
    market_measure: I32  # [NMARKET] the benefit that gives priority
    market_excludes: U32  # [NMARKET] measures that shut out
    market_bonus: U32  # [NMARKET] lowers the priority draw of the well scored
    market_places: U32  # [NMARKET] 16.16 places per expected application
    market_from: I32  # [NMARKET] first week in which places are dealt

    # contest (part "contest"; else of length 0): eras are those of the act, the record or the week, by redress_binds
    contest_on: U8  # [W, E, S] 1: records through the slot can be contested
    redress_binds: int  # 0 act week, 1 record week, 2 the week of the step itself
    notice_reach: U32  # [W, E] 32-bit chance that the person recorded is told
    notice_days: U16  # [W, E]
    window_weeks: I32  # [W, E, S] weeks in which an appeal can be filed, at least 1
    file: U32  # [W, E, 4, K] 32-bit: who files in a wrong heavy, wrong light, right heavy, right light case
    again: U32  # [W, E] who tries again after a first refusal
    tries: U8  # [W, E] 1 or 2
    decide_days: U16  # [W, E, 1024] quantiles of the days from service to decision
    overturn: U32  # [W, E, 2] chance that a wrong, a right record is struck
    correct_days: U16  # [W, E] from decision to correction
    effect_review: U8  # [W, E] 1: points fall off at the next review
    press: I64  # [W, E] hazard a week that the press fixes a wrongful case, rate units
    review_share: I64  # [W, E, NC] reviews a week for each adult, units of 2**-56

    # repair of what founded a list (length 0 where no world knows it)
    repair_sum: I64  # [W, L, n_weeks + 1] running sum of the weekly hazard in force
    repair_rate: I64  # [W, E, L] the hazard by the era of the act or the record
    repair_removal: I32  # [W, E, L] weeks to removal after it, at least 1
    repair_binds: U8  # [L] 0 act week, 1 record week, 2 each week's own

    # how residents respond (parts "respond" and "lives": with either, all of these are there; else of length 0).
    # Logarithms of factors are in units of 2**-16, factors 16.16.
    respond_on: U8  # [W] the world has the programme, and its residents respond to it
    learns: U8  # [W] records make aware
    aware_slot: U8  # [W, S] the slot has a rule or founds a list of the city
    limit: I32  # [W] the largest log-factor of deterrence, either way
    fade: I32  # [W, n_weeks] general deterrence n weeks after the resident knew
    sure: I32  # [W, E, ND, A] how much likelier than before an act is to be seen and recorded
    own_fade: I32  # [W, own weeks] deterrence k weeks after an own record
    household: I32  # [W] while another member of the household is restricted
    news: I32  # [W] times the share of the district's adults who are restricted
    near: I32  # [W] while the score is near the foot of the tier, 0: never
    near_points: I16  # [W] how near
    aware_extra: I32  # [W, A, K] of those who know: a fine read as a price, crowding in or out, chilling
    shift: I32  # [W] 16.16: share of the violations forgone that are committed unseen
    m_top: I64  # [W, A] the largest factor that can come about, at least 65536
    exp_high: U64  # round(2**24 exp((k - exp_base) / 256)) for all that a log-factor can be
    exp_low: U64  # [256] round(2**24 exp(f / 65536))
    exp_base: int
    acts_week: U8  # [n_weeks] 1: expected acts are summed this week
    world_act_rate: I64  # [W, E, NC, A, K] ``act_rate`` of each world as it is in the era

    # what being shut out does to lives (part "lives"; else of length 0)
    job_loss: I64  # [W, E, K] hazard a week of losing work while a mode of travel is blocked, rate units
    job_attribute: int  # who has work to lose: the attribute, -1: ages 18 to 59
    lost_weeks: I32  # [W] weeks out of work
    lost_extra: I32  # [W, A] log-factor on acts while out of work
    market_vacancies: U8  # [NMARKET] 1: who loses work frees a place here

    # cameras that go where records are (part "placement"; else of length 0)
    follow: U8  # [S] channel + 1 if coverage follows records, 0: it does not
    follow_weeks: I32  # [S] weeks that are looked back on, and between two moves
    follow_strength: I64  # [W, S] 16.16: how far coverage goes along
    follow_most: I64  # [W, S] 16.16: the largest factor on coverage; the smallest is its inverse
    coverage16: I64  # [W, E, ND, S] 16.16: declared coverage

    ceilings: dict[str, dict[str, int]]  # slot, then city/district -> ceiling in quarter powers of two a year


def _none(dtype: type[np.generic], axes: int) -> NDArray[Any]:
    return np.zeros((0,) * axes, dtype)


def no_parts() -> dict[str, Any]:
    """The fields of a plan that does without every part."""
    return no_contest() | no_response() | no_lives() | no_placement()


def no_contest() -> dict[str, Any]:
    """The fields of a plan that knows neither contest nor repair."""
    return {
        "contest_on": _none(np.uint8, 3),
        "redress_binds": 0,
        "notice_reach": _none(np.uint32, 2),
        "notice_days": _none(np.uint16, 2),
        "window_weeks": _none(np.int32, 3),
        "file": _none(np.uint32, 4),
        "again": _none(np.uint32, 2),
        "tries": _none(np.uint8, 2),
        "decide_days": _none(np.uint16, 3),
        "overturn": _none(np.uint32, 3),
        "correct_days": _none(np.uint16, 2),
        "effect_review": _none(np.uint8, 2),
        "press": _none(np.int64, 2),
        "review_share": _none(np.int64, 3),
        "repair_sum": _none(np.int64, 3),
        "repair_rate": _none(np.int64, 3),
        "repair_removal": _none(np.int32, 3),
        "repair_binds": _none(np.uint8, 1),
    }


def no_response() -> dict[str, Any]:
    """The fields of a plan in which nobody's acts depend on the programme, nor on work lost."""
    return {
        "respond_on": _none(np.uint8, 1),
        "learns": _none(np.uint8, 1),
        "aware_slot": _none(np.uint8, 2),
        "limit": _none(np.int32, 1),
        "fade": _none(np.int32, 2),
        "sure": _none(np.int32, 4),
        "own_fade": _none(np.int32, 2),
        "household": _none(np.int32, 1),
        "news": _none(np.int32, 1),
        "near": _none(np.int32, 1),
        "near_points": _none(np.int16, 1),
        "aware_extra": _none(np.int32, 3),
        "shift": _none(np.int32, 1),
        "m_top": _none(np.int64, 2),
        "exp_high": _none(np.uint64, 1),
        "exp_low": _none(np.uint64, 1),
        "exp_base": 0,
        "acts_week": _none(np.uint8, 1),
        "world_act_rate": _none(np.int64, 5),
    }


def no_lives() -> dict[str, Any]:
    """The fields of a plan in which nobody loses work."""
    return {
        "job_loss": _none(np.int64, 3),
        "job_attribute": -1,
        "lost_weeks": _none(np.int32, 1),
        "lost_extra": _none(np.int32, 2),
        "market_vacancies": _none(np.uint8, 1),
    }


def no_placement() -> dict[str, Any]:
    """The fields of a plan in which cameras stay where they are."""
    return {
        "follow": _none(np.uint8, 1),
        "follow_weeks": _none(np.int32, 1),
        "follow_strength": _none(np.int64, 2),
        "follow_most": _none(np.int64, 2),
        "coverage16": _none(np.int64, 4),
    }
