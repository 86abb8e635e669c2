"""Redress for tiny plans: notices, appeals, a queue, the press, repair, all of them made common."""

from dataclasses import replace
from random import Random

import numpy as np

from jaywalk.model.plan import Plan
from reference.residents import CELLS

ONE32 = 1 << 32
RATE = 1 << 40


def with_redress(plan: Plan, random: Random) -> Plan:
    """The plan with a part of its slots open to contest, differently in every world and era."""
    worlds, eras, slots = plan.points.shape
    lists, cities = len(plan.list_restart), len(plan.city_code)
    contested = np.array([w for w in range(worlds) if plan.col_p[w] >= 0 and random.random() < 0.85], dtype=np.int64)
    on = np.zeros((worlds, eras, slots), np.uint8)
    for w in contested:
        for s in np.flatnonzero(plan.slot_channel >= 0):
            on[w, :, s] = [random.random() < 0.85 for _ in range(eras)] if random.random() < 0.9 else 0
    col_p, col_t, col_x, columns = columns_of(plan, on)

    def shares(*shape: int, low: float = 0.0, high: float = 1.0) -> np.ndarray:
        n = int(np.prod(shape))
        values = [min(int(random.uniform(low, high) * ONE32), ONE32 - 1) for _ in range(n)]
        return np.array(values, np.uint32).reshape(shape)

    def whole(*shape: int, low: int, high: int) -> np.ndarray:
        return np.array([random.randint(low, high) for _ in range(int(np.prod(shape)))], np.int64).reshape(shape)

    adults = max(1, random.choice((30, 100, 400)))  # a review a week for so many
    decide = [[quantiles(random, random.choice((0, 6, 40))) for _ in range(eras)] for _ in range(worlds)]
    press = whole(worlds, eras, low=0, high=RATE // random.choice((10, 40)))
    press[whole(worlds, eras, low=0, high=1) == 0] = 0
    hazard = whole(worlds, eras, lists, low=0, high=RATE // 8)
    hazard[:, :, [number for number in range(lists) if random.random() < 0.4]] = 0
    by_week = hazard[:, plan.era.astype(np.int64)].transpose(0, 2, 1)
    return replace(
        plan,
        names=replace(plan.names, parts=("contest",)),
        col_p=col_p,
        col_t=col_t,
        col_x=col_x,
        n_columns=columns,
        contest_on=on,
        redress_binds=random.randrange(3),
        notice_reach=shares(worlds, eras),
        notice_days=whole(worlds, eras, low=0, high=random.choice((0, 10, 30))).astype(np.uint16),
        window_weeks=whole(worlds, eras, slots, low=1, high=random.choice((1, 4, 8))).astype(np.int32),
        file=shares(worlds, eras, 4, CELLS, low=0.2),
        again=shares(worlds, eras),
        tries=whole(worlds, eras, low=1, high=2).astype(np.uint8),
        decide_days=np.array(decide, np.uint16),
        overturn=shares(worlds, eras, 2),
        correct_days=whole(worlds, eras, low=0, high=random.choice((0, 10, 30))).astype(np.uint16),
        effect_review=whole(worlds, eras, low=0, high=1).astype(np.uint8),
        press=press,
        review_share=whole(worlds, eras, cities, low=0, high=(5 << 56) // adults),
        repair_sum=np.concatenate([np.zeros((worlds, lists, 1), np.int64), np.cumsum(by_week, axis=2)], axis=2),
        repair_rate=hazard,
        repair_removal=whole(worlds, eras, lists, low=1, high=4).astype(np.int32),
        repair_binds=whole(lists, low=0, high=2).astype(np.uint8),
    )


def quantiles(random: Random, most: int) -> list[int]:
    """Sorted random days."""
    return sorted(random.randint(0, most) for _ in range(1024))


def columns_of(plan: Plan, on: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Columns of the ledgers: where records can be struck, P of a perfect world parts from T and X."""
    columns, following = [], 0
    for w in range(len(plan.col_p)):
        if plan.col_p[w] < 0:
            columns.append((-1, -1, -1))
        elif not plan.perfect[w]:
            columns.append((following, following + 1, following + 2))
            following += 3
        elif on[w].any():
            columns.append((following, following + 1, following + 1))
            following += 2
        else:
            columns.append((following, following, following))
            following += 1
    p, t, x = (np.array(column, np.int32) for column in zip(*columns, strict=True))
    return p, t, x, following
