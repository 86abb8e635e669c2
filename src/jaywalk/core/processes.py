"""The process registry: every kind of draw has a number here, and the list is only ever appended to.

A draw is addressed by (key; counter 0, counter 1, week, process, number). The process id is a
20-bit number, the number within it 12 bits; together they are counter word 3. Renumbering an entry would
change every published result, so a test holds the numbers below to a committed list.

Ranges of 256 belong to one process per slot, list, city-independent mode or camera, in the order of
the scenario's slot table.
"""

from typing import Final

NUMBER_BITS: Final = 12
NUMBER_MASK: Final = (1 << NUMBER_BITS) - 1
LAYER_SHIFT: Final = 9  # within a number: 3 bits of layer, 9 bits of occurrence
OCCURRENCE_MASK: Final = (1 << LAYER_SHIFT) - 1

# who residents are (week 0)
POPULATION: Final = 0x00001  # offsets of the population's rotations
PROPENSITY: Final = 0x00002  # numbers 0, 1: nine 16-bit pieces for the copula
ATTRIBUTE: Final = 0x00003  # number a >> 2, word a & 3
STATUS: Final = 0x00004  # words: participation, awareness, gallery enrolment, look-alike weight
START_SCORE: Final = 0x00005  # words: status group, normal

# a week of a resident
GATE: Final = 0x00010  # number = layer; counter 0 = 16 * (j >> 6) + (j & 15), word (j >> 4) & 3
POINT: Final = 0x00011  # number = layer << 9 | n: the n-th gap on the axis
DEMAND: Final = 0x00012  # number = mode << 8 | n: the n-th gap of travel attempts
SWITCH: Final = 0x00013  # number = mode << 8 | n: does the resident, knowing, travel otherwise
JOB_LOSS: Final = 0x00014  # words 0-1: when a restricted resident's work is lost

# dealing (counter 0 = k, counter 1 = pool)
DEAL_STRAY: Final = 0x00020  # number = try
DEAL_OUTSIDE: Final = 0x00021
DEAL_PHANTOM: Final = 0x00022
DEAL_SEED: Final = 0x00023
COUNT_OUTSIDE: Final = 0x00024  # the k-th gap of a pool's Poisson arrivals
COUNT_PHANTOM: Final = 0x00025
COUNT_SEED: Final = 0x00026
TIMING_STRAY: Final = 0x00027  # words: delay, copy, stale, list residual of the k-th record of a pool
TIMING_OUTSIDE: Final = 0x00028
TIMING_PHANTOM: Final = 0x00029
TIMING_SEED: Final = 0x0002A
NAME_ORDER: Final = 0x0002B  # round keys of the keyed permutation into name groups
BAND_STRAY: Final = 0x0002C  # word 0: age band of the victim of the k-th stray of a face pool
BAND_OUTSIDE: Final = 0x0002D
BAND_PHANTOM: Final = 0x0002E

# one process per slot: base + slot number; number = layer << 9 | occurrence
IDENTITY: Final = 0x01000  # words 0-1: miss, words 2-3: wrong person
TIMING: Final = 0x01100  # words: delay, copy, stale, h of a camera
VICTIM: Final = 0x01200  # household member or namesake picked at the origin
SECONDARY: Final = 0x01300  # words 0-1: does a further channel see the act that another saw first
PRIORITY: Final = 0x01400  # word 0: an applicant's place in the queue for scarce places
SEED_LIST: Final = 0x01500  # words 0-1: on a list at the start; word 2: residual life; word 3: missed

# one process per list: base + list number; number = occurrence of the founding record
LIST_CHANCE: Final = 0x02000  # words: extension, exit by performance
LIST_CHANCE_FALSE: Final = 0x02100  # the same for spells founded on a record that is not the resident's own
REPAIR: Final = 0x02400  # + list: words 0-1: when the spell ends by repair
REPAIR_FALSE: Final = 0x02500

# what becomes of a record: + 16 * (origin + 8 * seeded) + what; number = low 12 bits of the record's own
CONTEST: Final = 0x02200
