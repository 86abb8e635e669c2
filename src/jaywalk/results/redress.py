"""What redress came to in a run: false records, who contested them, what was decided, what was never put right.

Records are counted over the tallied weeks in which they arrived, appeals when they were filed, decisions when
they were made. So an appeal of the last weeks may have no decision yet, and the first decisions may be on appeals
of the untallied past.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jaywalk.results.cube import Cube

#: bases of a natural frequency, the first that leaves no number below one is used
BASES: Final = (100, 1_000, 10_000, 100_000)

Row = tuple[str, ...]


@dataclass(frozen=True)
class Contest:
    """Redress in one world over the run.

    ``false_records`` arrived and could be contested; ``corrected`` of them were struck while they counted,
    ``never_corrected`` were not: nobody contested them, or in vain, or they had run out before. ``notices`` told
    somebody of a record, false or true. ``waiting`` is at the end. ``weeks_to_decision`` is a mean from filing, ``None``
    where nothing was decided.
    """

    notices: int
    false_records: int
    appeals_wrong: int
    appeals_right: int
    decided_wrong: int
    decided_right: int
    overturned_wrong: int
    overturned_right: int
    corrected: int
    press_fixes: int
    never_corrected: int
    waiting: int
    weeks_to_decision: float | None


def contest_of(cube: Cube, world: str) -> Contest | None:
    """Redress in a world; ``None`` where the run has none in any."""
    if not cube.has("false_contestable"):
        return None

    def total(name: str) -> int:
        return int(cube.of(name, world=world).sum())

    decided = total("decided_wrong") + total("decided_right")
    false = total("false_contestable")
    return Contest(
        notices=total("notices"),
        false_records=false,
        appeals_wrong=total("appeals_wrong"),
        appeals_right=total("appeals_right"),
        decided_wrong=total("decided_wrong"),
        decided_right=total("decided_right"),
        overturned_wrong=total("overturned_wrong"),
        overturned_right=total("overturned_right"),
        corrected=total("corrected"),
        press_fixes=total("press_fixes"),
        never_corrected=max(false - total("corrected"), 0),
        waiting=int(cube.of("appeals_waiting", world=world)[-1].sum()),
        weeks_to_decision=total("weeks_to_decision") / decided if decided else None,
    )


def contest_words(contest: Contest | None, world: str) -> str:
    """One paragraph on the world under study."""
    if contest is None:
        return ""
    c = contest
    if not c.false_records:
        text = f"In '{world}' no false record arrived that could be contested."
    else:
        counts = (c.appeals_wrong, c.decided_wrong, c.overturned_wrong, c.corrected)
        base = _base(c.false_records, [n for n in counts if n])
        filed, decided, overturned, corrected = (_of(n, c.false_records, base) for n in counts)
        was, they = ("was", "it") if corrected == "1" else ("were", "they")
        records = f"{c.false_records:,} false record{'s' * (c.false_records != 1)}"
        text = (
            f"Redress in '{world}': {records} (not the person's own act, or a copy) arrived and could be contested. Of "
            f"every {base:,} of them, {filed} met an appeal, {decided} a decision, {overturned} a decision that it was "
            f"wrong; {corrected} {was} corrected while {they} counted and "
            f"{_of(c.never_corrected, c.false_records, base)} never."
        )
    if c.press_fixes:
        fixes = f"{c.press_fixes:,} record{'s were' if c.press_fixes > 1 else ' was'}"
        text += f" {fixes} corrected because the press took up the case."
    text += f" Notices reached people for {c.notices:,} records, true or false."
    if c.appeals_right:
        text += (
            f" True records met {c.appeals_right:,} appeal{'s' * (c.appeals_right > 1)}, of which "
            f"{_none(c.overturned_right)} succeeded."
        )
    if c.weeks_to_decision is not None:
        text += f" A decision came {_weeks(c.weeks_to_decision)} after filing on average."
    if c.waiting:
        text += f" At the end {c.waiting:,} appeal{'s were' if c.waiting > 1 else ' was'} waiting for one."
    elif c.appeals_wrong or c.appeals_right:
        text += " At the end no appeal was waiting."
    return text


def contest_table(contests: Mapping[str, Contest | None]) -> list[Row]:
    """All worlds side by side: a header, and a row for each world in which something could be contested."""
    rows: list[Row] = [
        (
            "world", "notices", "false records", "appeals", "decided", "overturned", "corrected", "by the press",
            "never corrected", "appeals by the rightly recorded", "waiting at the end", "weeks to decision",
        )
    ]  # fmt: skip
    for world, c in contests.items():
        if c is None or not (c.notices or c.false_records or c.appeals_right or c.appeals_wrong):
            continue
        numbers = (c.notices, c.false_records, c.appeals_wrong, c.decided_wrong, c.overturned_wrong, c.corrected)
        more = (c.press_fixes, c.never_corrected, c.appeals_right, c.waiting)
        weeks = "-" if c.weeks_to_decision is None else f"{c.weeks_to_decision:.1f}"
        rows.append((world, *(f"{n:,}" for n in (*numbers, *more)), weeks))
    return rows


def _base(whole: int, parts: list[int]) -> int:
    return next((base for base in BASES if all(part * base >= whole for part in parts)), BASES[-1])


def _of(part: int, whole: int, base: int) -> str:
    if not part:
        return "none"
    share = part * base / whole
    if share < 1:
        return "fewer than 1"
    return f"{share:,.0f}" if share >= 10 else f"{share:.2g}"


def _none(number: int) -> str:
    return f"{number:,}" if number else "none"


def _weeks(weeks: float) -> str:
    shown = f"{weeks:.0f}" if weeks >= 10 else f"{weeks:.2g}"
    return f"{shown} week{'s' * (shown != '1')}"
