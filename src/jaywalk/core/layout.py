"""Where each bit of a resident's line and of a record lies.

A line is 16 words of 32 bits (64 bytes), or 32 words in runs with more than eight columns: everything that a week
needs to know of a resident, in all worlds. A record is two words of 64 bits; two records make a unit of 32 bytes
in the block's arena.
"""

from typing import Final

import numpy as np

from jaywalk.core.jit import helper

# line words
G_LOW: Final = 0  # propensities: five families of 12 bits in words 0 and 1, low family first
G_HIGH: Final = 1
WHO: Final = 2  # attributes 0-15, cell 16-23, participates 24, enrolled 25, aware 26, collective 27
HOME: Final = 3  # member 0-7, household size 8-15, week last judged + 1 16-31
HEAD: Final = 4  # records in the chain 0-9, first unit of its segment from 10; 0: no record
MARKS: Final = (
    5  # restricted at home 0-7, known 8-15, out of proportion 16-23, on the roster 24, a record was struck 25
)
STATE: Final = 6  # one word a column from here on
SMALL_LINE: Final = 16
LARGE_LINE: Final = 32
SMALL_COLUMNS: Final = 8
SMALL_WORLDS: Final = 4  # two weeks to a word behind the columns
LARGE_COLUMNS: Final = 22

PARTICIPATES: Final = 1 << 24
ENROLLED: Final = 1 << 25
AWARE: Final = 1 << 26
COLLECTIVE: Final = 1 << 27
ROSTER: Final = 1 << 24  # in MARKS
TOUCHED: Final = 1 << 25  # in MARKS: a record was struck this week, and the lists are to be gone through again
HOUSEHOLD_SHIFT: Final = 0  # in MARKS: somebody else of the household is restricted in the world
KNOWN_SHIFT: Final = 8
PROPORTION_SHIFT: Final = 16

# state word: score + 32768 0-15, tier 16-19, lists 20-27, kind of wrong 28-29
NO_TIER: Final = 15
BLANK_STATE: Final = 32768 | (NO_TIER << 16)
KIND_SHIFT: Final = 28

# since when (uint16 of a resident and world): week + 1 in which they came to know of the programme, 0: they do not
SINCE_MASK: Final = 0x7FFF
OUT_OF_WORK: Final = 1 << 15

# record, low word
SLOT_SHIFT: Final = 24
ORIGIN_SHIFT: Final = 32
SEEDED_SHIFT: Final = 36
SHARED_SHIFT: Final = 37  # another channel saw the same act: one of the records may have to stand back
STALE_SHIFT: Final = 40
OCC_SHIFT: Final = 48
# record, high word
REC_SHIFT: Final = 16
NUM_SHIFT: Final = 32
PRIM_SHIFT: Final = 56

# what makes a record the one it is: slot, origin, seeded, stale and occurrence in the low word, and all of the high one
ID_LOW: Final = np.uint64(0x0FFFFF1FFF000000)
# a record struck from ledger P of a world stays in the chain: its bit goes, and the world's bit here comes
GHOST_BITS: Final = np.array([60, 61, 62, 63, 38, 39, 22, 23], np.uint8)

MASK24: Final = (1 << 24) - 1

ORIGINS: Final = ("own", "copy", "stray", "outside", "phantom", "attributed")
OWN: Final = 0
COPY: Final = 1
STRAY: Final = 2
OUTSIDE: Final = 3
PHANTOM: Final = 4
ATTRIBUTED: Final = 5
# added to the origin of a copy of a record that is about somebody else's act, or nobody's
OTHERS: Final = 8
ORIGIN_MASK: Final = 7

UNIT: Final = 2  # records in a unit of the arena
UNIT_WORDS: Final = 4
COUNT_BITS: Final = 10
COUNT_MASK: Final = (1 << COUNT_BITS) - 1
LONGEST_CHAIN: Final = COUNT_MASK
BUCKET: Final = 32  # entries in a calendar chunk


def line_words(columns: int, worlds: int) -> int:
    """Words in a line for a run with so many columns and worlds."""
    return SMALL_LINE if columns <= SMALL_COLUMNS and worlds <= SMALL_WORLDS else LARGE_LINE


@helper
def record_low(mask, slot, origin, flags, stale, occ):  # type: ignore[no-untyped-def]
    """The low word of a record (``flags``: 1 seeded, 2 shared with another channel)."""
    return (
        np.uint64(mask)
        | (np.uint64(slot) << np.uint64(SLOT_SHIFT))
        | (np.uint64(origin) << np.uint64(ORIGIN_SHIFT))
        | (np.uint64(flags) << np.uint64(SEEDED_SHIFT))
        | (np.uint64(stale) << np.uint64(STALE_SHIFT))
        | (np.uint64(occ) << np.uint64(OCC_SHIFT))
    )


@helper
def record_high(act_week, rec_week, num, prim):  # type: ignore[no-untyped-def]
    """The high word of a record."""
    return (
        np.uint64(act_week)
        | (np.uint64(rec_week) << np.uint64(REC_SHIFT))
        | (np.uint64(num) << np.uint64(NUM_SHIFT))
        | (np.uint64(prim) << np.uint64(PRIM_SHIFT))
    )


@helper
def mix64(value):  # type: ignore[no-untyped-def]
    """A good scrambling of 64 bits (the finaliser of SplitMix64): for digests, never for draws."""
    x = np.uint64(value)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
