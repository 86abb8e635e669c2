"""True acts: the expected number of acts a week, summed resident by resident."""

import numpy as np
from numpy.typing import NDArray

from reference.counters import GROUPS, groups_of
from reference.residents import CELLS, Town, eligible
from reference.tables import Tables


def true_acts(tables: Tables, town: Town) -> NDArray[np.int64]:
    """Expected acts a week as [E, ND, len(GROUPS), A] in units of 2**-24: rate times the propensities of a cell."""
    n_acts, n_eras = len(tables.act_kind), len(tables.act_rate)
    table = np.zeros((n_eras, tables.n_districts, len(GROUPS), n_acts), dtype=np.int64)
    for act in range(n_acts):
        sums = [[0] * CELLS for _ in range(tables.n_districts)]
        for resident in town.residents:
            if eligible(tables, resident, act):
                sums[resident.person.district][resident.cell] += resident.g[tables.act_family[act]]
        for era in range(n_eras):
            for district in range(tables.n_districts):
                rates = tables.act_rate[era][tables.district_city[district]][act]
                for cell in range(CELLS):
                    # 2**-40 * 2**-16 to 2**-24, low bits dropped beforehand so that 64 bits would do
                    acts = (rates[cell] >> 12) * (sums[district][cell] >> 8) >> 12
                    for group in groups_of(cell):
                        table[era, district, group, act] += acts
    return table
