"""Stocks counted again from the residents themselves: what running sums must equal in every week.

Slow, and only for tests: a run never needs it, because a stock moves when a resident's state does.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.layout import NO_TIER, OUT_OF_WORK, SINCE_MASK, STATE, WHO
from jaywalk.engine.output import RunFault
from jaywalk.model.plan import CELLS, Plan
from jaywalk.model.quantities import Q_PARTICIPANTS, Q_SCORE, Q_TIERS, Quantities
from jaywalk.model.state import Block


def check_stocks(
    plan: Plan,
    quantities: Quantities,
    blocks: Sequence[Block],
    stock: NDArray[np.int64],
    week: int,
    waiting: NDArray[np.int64] | None = None,
) -> None:
    """Compare the running stocks of a week with the residents' states.

    Parameters
    ----------
    stock
        ``int64[ND, W, stocks, K]``.
    waiting
        ``int64[ND, W, K]`` appeals that the coordinator holds, where appeals are part of the run.

    Raises
    ------
    RunFault
        Naming the first stock that differs.
    """
    counted = np.zeros_like(stock)
    aware, induced, idle = (quantities.stock(name) for name in ("aware", "induced", "out_of_work"))
    tiers, lists = len(plan.names.tiers), len(plan.names.lists)
    base = Q_TIERS + tiers + lists
    era = int(plan.era[week])
    for block in blocks:

        def count(
            w: int, q: int, who: NDArray[np.bool_], weight: NDArray[np.int64] | None = None, b: Block = block
        ) -> None:
            held = None if weight is None else weight[who]
            here = ((b.lines[:, WHO] >> 16) & 255).astype(np.int64)[who]
            counted[b.district, w, q] += np.bincount(here, held, minlength=CELLS).astype(np.int64)

        in_force: dict[int, dict[str, NDArray[np.uint32]]] = {}
        for w in range(len(plan.names.worlds)):
            if aware >= 0:
                count(w, aware, block.since[:, w] & SINCE_MASK > 0)
            if idle >= 0:
                count(w, idle, block.since[:, w] & OUT_OF_WORK > 0)
            if plan.col_p[w] < 0:
                continue
            measures = in_force[w] = {}
            for ledger, columns in (("p", plan.col_p), ("t", plan.col_t), ("x", plan.col_x)):
                word = block.lines[:, STATE + columns[w]]
                tier = ((word >> 16) & 15).astype(np.int64)
                held = ((word >> 20) & 255).astype(np.int64)
                mask = np.where(tier < NO_TIER, plan.by_tier[w, era][np.minimum(tier, tiers - 1)], 0).astype(np.uint32)
                for number in range(lists):
                    mask |= np.where((held >> number) & 1, plan.by_list[w, era, number], 0).astype(np.uint32)
                measures[ledger] = mask
                if ledger == "p":
                    score = (word & 0xFFFF).astype(np.int64) - 32768
                    count(w, Q_PARTICIPANTS, tier < NO_TIER)
                    count(w, Q_SCORE, tier < NO_TIER, score)
                    for number in range(tiers):
                        count(w, Q_TIERS + number, tier == number)
                    for number in range(lists):
                        count(w, Q_TIERS + tiers + number, (held >> number) & 1 == 1)
            for number in range(len(plan.names.measures)):
                p, t, x = ((measures[ledger] >> np.uint32(number)) & 1 == 1 for ledger in "ptx")
                restricts = plan.restrictions >> number & 1
                missing = ~p & t if restricts else ~p & x
                for offset, who in enumerate((p, p & ~t, p & ~x, missing)):
                    count(w, base + 4 * number + offset, who)
        for w, masks in in_force.items():
            if induced >= 0 and plan.exact_of[w] >= 0:
                exact = in_force[int(plan.exact_of[w])]["p"]
                count(w, induced, masks["p"] & masks["t"] & ~exact & np.uint32(plan.restrictions) != 0)
    checked = [Q_PARTICIPANTS, Q_SCORE, *range(Q_TIERS, base + 4 * len(plan.names.measures))]
    checked += [q for q in (aware, induced, idle) if q >= 0]
    if waiting is not None:
        counted[:, :, quantities.first_stock("contest")] = waiting
        checked.append(quantities.first_stock("contest"))
    for q in checked:
        if not np.array_equal(counted[:, :, q], stock[:, :, q]):
            name = quantities.stocks[q].name
            raise RunFault(f"week {week}: the running stock {name} is not what the residents' states add up to")
