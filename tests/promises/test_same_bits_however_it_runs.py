"""Threads, blocks and their order are ways to run; none of them is in the result."""

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from jaywalk.engine import Options, execute
from jaywalk.engine.workers import Workers
from jaywalk.results.making import make_result
from jaywalk.results.running import prepare
from promises.towns import assert_same_run, usual


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("block_size", [64, 512])
def test_threads_and_blocks_change_no_bit(threads: int, block_size: int) -> None:
    town, expected = usual()
    run = town.run(threads=threads, block_size=block_size)
    assert len(run.blocks) > len(expected.blocks)
    assert_same_run(expected, run)


def test_two_threads_change_no_digest_of_any_block() -> None:
    town, expected = usual()
    run = town.run(threads=2)
    assert np.array_equal(run.blocks, expected.blocks)
    assert np.array_equal(run.digests, expected.digests)
    assert_same_run(expected, run)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_blocks_changes_no_bit(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    town, expected = usual()
    straight = Workers.week
    random = Random(seed)

    def shuffled(self: Workers, t: int, dealt: dict[int, Any], decisions: dict[int, Any], order: list[int]) -> None:
        straight(self, t, dealt, decisions, random.sample(order, len(order)))

    monkeypatch.setattr(Workers, "week", shuffled)
    assert_same_run(expected, town.run(threads=2, block_size=100))


def test_the_hash_of_a_result_knows_neither_threads_nor_blocks() -> None:
    ready = prepare("village", scale=0.5)

    def hashes() -> Iterator[str]:
        for threads, block_size in ((1, 65536), (2, 65536), (1, 64), (2, 512)):
            output = execute(ready.plan, ready.cities, Options(threads=threads, block_size=block_size))
            yield make_result(output, ready.request).manifest.result_hash

    assert len(set(hashes())) == 1


def test_looking_at_everybody_every_week_changes_no_bit() -> None:
    town, expected = usual()
    touched = town.run(full_touch=np.ones_like(town.plan.full_touch))
    assert touched.facts["judged"] > expected.facts["judged"]
    assert np.array_equal(touched.digests, expected.digests)
    assert_same_run(expected, touched)
