"""Every process that draws: how often, how many words, and at which address. The last table of `jaywalk show`.

With it a reader can make any draw of a run again: Philox of the run's key at (counter 0, counter 1, week, process and
number), each word 32 bits. Tests hold the list to the process registry, and the addresses to what the plain reference
model asks for.
"""

from typing import Final, NamedTuple

from jaywalk.core import processes

Row = tuple[str, ...]


class Draw(NamedTuple):
    """One process: what it draws once for, the words it takes, and where they are found.

    Attributes
    ----------
    process
        Name in the registry.
    per
        What one call is made for.
    words
        How many of the call's four 32-bit words are read, and what they say.
    first, second
        Counters 0 and 1.
    week
        Counter 2: ``0`` for what holds for good.
    number
        The number within the process.
    one_per
        ``slot`` or ``list`` where there is a process for each: the registered number plus that of the slot or list; or
        what else is added to it.
    """

    process: str
    per: str
    words: str
    first: str
    second: str
    week: str
    number: str
    one_per: str = ""


SERIAL: Final = "serial number"
AREA: Final = "city, district"
SEEN: Final = "city, district, slot that saw first + 1 where another channel looks too"
RECORD: Final = "k"
POOL: Final = "city, class or district, which way, slot"
WEEK: Final = "week"
PLACE: Final = "layer << 9 | n-th in slot"
VICTIM: Final = "2: which member; to a face 1 more: alike enough? to a name 1 more: size of its group"
TIMES: Final = "3: delay, copy, staleness"
BAND: Final = "1: age band of the victim"
GAP: Final = "2: the gap to it"
CONTESTED: Final = "4: files, is told, when, place in the queue; struck, time to decide, to correct, to tell; when (2)"

DRAWS: Final[tuple[Draw, ...]] = (
    Draw("POPULATION", "district and rotation of its people", "2: offset", "0", AREA, "0", "rotation"),
    Draw("PROPENSITY", "resident", "3: 16 bits in common, 16 for each of five families", SERIAL, AREA, "0",
         "0 (1 is spare)"),
    Draw("ATTRIBUTE", "adult and four attributes", "4: one each", SERIAL, AREA, "0", "attribute >> 2"),
    Draw("STATUS", "adult", "4: participates, aware, in the gallery, look-alike weight", SERIAL, AREA, "0", "0"),
    Draw("START_SCORE", "participant, where starts differ", "2: status group, spread", SERIAL, AREA, "0", "0"),
    Draw("NAME_ORDER", "place in a class and round", "1: half of the next place", "half", "city, class", "round", "0"),
    Draw("SEED_LIST", "adult", "4: listed at the start, staleness, rest of the stay, missed", SERIAL, AREA, "0", "0",
         "slot"),
    Draw("COUNT_SEED", "false listing at the start, and one more a pool", GAP, RECORD, POOL, WEEK, "0"),
    Draw("DEAL_SEED", "false listing at the start and try", VICTIM, RECORD, POOL, WEEK, "try"),
    Draw("TIMING_SEED", "false listing at the start", "2: staleness, rest of the stay", RECORD, POOL, WEEK, "0"),
    Draw("GATE", "adult, week and layer; a call is for four residents j", "1: first gap, upper half",
         "16 (j >> 6) + (j & 15), word (j >> 4) & 3", AREA, WEEK, "layer"),
    Draw("POINT", "point that the gate let through, and one more", "2: gap to it (of the first gap 1: lower half)",
         SERIAL, AREA, WEEK, "layer << 9 | n-th on the axis"),
    Draw("SECONDARY", "act seen and further channel that may see it", "2: does it", SERIAL, SEEN, WEEK, PLACE, "slot"),
    Draw("IDENTITY", "sighting", "4: missed (2), somebody else (2)", SERIAL, SEEN, WEEK, PLACE, "slot"),
    Draw("TIMING", "sighting", "4: delay, copy, staleness, who ranks first", SERIAL, SEEN, WEEK, PLACE, "slot"),
    Draw("VICTIM", "stray to the household, or to a namesake and try", "1: which member", SERIAL, SEEN,
         "week, for a namesake with the try in its upper half", PLACE, "slot"),
    Draw("DEAL_STRAY", "stray and try", VICTIM, RECORD, POOL, WEEK, "try"),
    Draw("BAND_STRAY", "stray to a face", BAND, RECORD, POOL, WEEK, "0"),
    Draw("TIMING_STRAY", "stray", TIMES, RECORD, POOL, WEEK, "0"),
    Draw("COUNT_OUTSIDE", "record from outside, and one more a pool and week", GAP, RECORD, POOL, WEEK, "0"),
    Draw("DEAL_OUTSIDE", "record from outside and try", VICTIM, RECORD, POOL, WEEK, "try"),
    Draw("BAND_OUTSIDE", "record from outside on a face", BAND, RECORD, POOL, WEEK, "0"),
    Draw("TIMING_OUTSIDE", "record from outside", TIMES, RECORD, POOL, WEEK, "0"),
    Draw("COUNT_PHANTOM", "record of nobody's, and one more a pool and week", GAP, RECORD, POOL, WEEK, "0"),
    Draw("DEAL_PHANTOM", "record of nobody's and try", VICTIM, RECORD, POOL, WEEK, "try"),
    Draw("BAND_PHANTOM", "record of nobody's on a face", BAND, RECORD, POOL, WEEK, "0"),
    Draw("TIMING_PHANTOM", "record of nobody's", TIMES, RECORD, POOL, WEEK, "0"),
    Draw("LIST_CHANCE", "spell founded on an own record", "3: extended, ended by performing (2)", SERIAL, AREA,
         "week of the act", PLACE, "list"),
    Draw("LIST_CHANCE_FALSE", "spell founded on another's record", "3: extended, ended by performing (2)", SERIAL, AREA,
         "week of the act", "k, in the household and among namesakes as an own record's", "list"),
    Draw("REPAIR", "spell founded on an own record, where the list can be repaired", "2: when it is", SERIAL, AREA,
         "week of the act", PLACE, "list"),
    Draw("REPAIR_FALSE", "spell founded on another's record, where the list can be repaired", "2: when it is", SERIAL,
         AREA, "week of the act", "k, in the household and among namesakes as an own record's", "list"),
    Draw("CONTEST", "record that can be contested, and what (0 and 2 filing, 1 and 3 deciding, 4 the press)", CONTESTED,
         SERIAL, "city, district, slot of the record", "week of the act", "lowest 12 bits of the record's own number",
         "16 (origin + 8 if seeded) + what"),
    Draw("DEMAND", "attempt to travel of a restricted resident, and one more a week", GAP, SERIAL, AREA, WEEK,
         "mode << 8 | n"),
    Draw("SWITCH", "attempt to travel of a restricted resident", "1: travels otherwise, knowing", SERIAL, AREA, WEEK,
         "mode << 8 | n"),
    Draw("JOB_LOSS", "week in which travel is shut to a resident with work", "2: when the work is lost", SERIAL, AREA,
         WEEK, "0"),
    Draw("PRIORITY", "application", "1: place in the queue", SERIAL, AREA, WEEK, PLACE, "slot"),
)  # fmt: skip


def draws_table() -> list[Row]:
    """The processes in the order of the week: a header and a row a process."""
    rows: list[Row] = [("process", "registered", "a call per", "words", "counter 0; 1; week; number")]
    for draw in DRAWS:
        registered = f"{getattr(processes, draw.process):#07x}" + (f" + {draw.one_per}" if draw.one_per else "")
        address = f"{draw.first}; {draw.second}; {draw.week}; {draw.number}"
        rows.append((draw.process.lower(), registered, draw.per, draw.words, address))
    return rows
