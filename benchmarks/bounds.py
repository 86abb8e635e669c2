"""What the machine can do at best: the bounds a run's time is compared with.

Five rates, each on as many threads as asked for, each the best of several tries (a bound is a best case):

- copy: bytes read and written by a plain copy of arrays far larger than the caches;
- generator: Philox words from the same inlined code that the kernels use, made in a row as the weekly gate does;
- generator by events: Philox calls one at a time, each waiting for the one before, as passes over few residents do;
- scattered lines: 64-byte lines read at random addresses in an array far larger than the caches;
- updated lines: the same, each line written as well, as a hit or a delivery does.
"""

import json
import os
import platform
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from jaywalk.core.jit import kernel
from jaywalk.core.philox import philox

LINE_WORDS = 8  # 64-byte lines of 64-bit words
GOLDEN = 0x9E3779B97F4A7C15  # odd: multiplying by it walks scattered addresses without a table of them

Task = Callable[[int], Any]


@kernel
def copy_words(source: NDArray[np.uint64], target: NDArray[np.uint64]) -> None:
    """Copy one array to another."""
    for i in range(len(source)):
        target[i] = source[i]


@kernel
def draw_words(key: int, calls: int) -> int:
    """Make so many Philox calls in the gate's addressing, four words each, and fold the words together."""
    low = np.uint32(key)
    folded = np.uint32(0)
    for i in range(calls):
        a, b, c, d = philox(np.uint32(i), np.uint32(1), np.uint32(2), np.uint32(3), low, np.uint32(5))
        folded ^= a ^ b ^ c ^ d
    return int(folded)


@kernel
def draw_in_turn(key: int, calls: int) -> int:
    """Make so many Philox calls, each with a counter that depends on the one before."""
    low = np.uint32(key)
    word = np.uint32(key)
    for i in range(calls):
        word = philox(word, np.uint32(1), np.uint32(i), np.uint32(3), low, np.uint32(5))[0]
    return int(word)


@kernel
def read_lines(lines: NDArray[np.uint64], mask: int, start: int, count: int) -> int:
    """Read one word of so many lines at scattered addresses that do not depend on what was read."""
    address = np.uint64(start)
    total = np.uint64(0)
    for _ in range(count):
        address = np.uint64(address + np.uint64(GOLDEN))
        scrambled = np.uint64((address ^ (address >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9))
        total += lines[np.int64((scrambled >> np.uint64(32)) & np.uint64(mask)), 0]
    return int(total)


@kernel
def update_lines(lines: NDArray[np.uint64], mask: int, start: int, count: int) -> None:
    """Add to one word of so many lines at scattered addresses."""
    address = np.uint64(start)
    for _ in range(count):
        address = np.uint64(address + np.uint64(GOLDEN))
        scrambled = np.uint64((address ^ (address >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9))
        lines[np.int64((scrambled >> np.uint64(32)) & np.uint64(mask)), 0] += np.uint64(1)


def best_seconds(task: Task, threads: int, tries: int) -> float:
    """The shortest time in which every thread has done its share once."""
    return min(_seconds(task, threads) for _ in range(tries))


def _seconds(task: Task, threads: int) -> float:
    workers = [threading.Thread(target=task, args=(i,)) for i in range(threads)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


def copy_rate(threads: int, megabytes: int, tries: int) -> float:
    """Bytes a second, read plus written."""
    words = megabytes * (1 << 20) // 8
    source = np.arange(words, dtype=np.uint64)
    target = np.zeros(words, dtype=np.uint64)
    part = words // threads
    copy_words(source[:8], target[:8])

    def task(i: int) -> None:
        copy_words(source[i * part : (i + 1) * part], target[i * part : (i + 1) * part])

    return 2 * 8 * part * threads / best_seconds(task, threads, tries)


def generator_rate(threads: int, calls: int, tries: int) -> float:
    """Philox words a second."""
    draw_words(1, 1)
    return 4 * calls * threads / best_seconds(lambda i: draw_words(i, calls), threads, tries)


def call_rate(threads: int, calls: int, tries: int) -> float:
    """Philox calls a second where none can overlap the next."""
    draw_in_turn(1, 1)
    return calls * threads / best_seconds(lambda i: draw_in_turn(i, calls), threads, tries)


def line_rates(threads: int, megabytes: int, count: int, tries: int) -> tuple[float, float]:
    """Scattered lines a second: only read, and updated."""
    number = 1 << ((megabytes * (1 << 20) // 64).bit_length() - 1)
    lines = np.zeros((number, LINE_WORDS), dtype=np.uint64)
    lines[:, 0] = 1  # every page is there before the clock starts
    read_lines(lines, number - 1, 0, 1)
    update_lines(lines, number - 1, 0, 1)
    reading = best_seconds(lambda i: read_lines(lines, number - 1, i << 40, count), threads, tries)
    updating = best_seconds(lambda i: update_lines(lines, number - 1, i << 40, count), threads, tries)
    return count * threads / reading, count * threads / updating


def processor() -> str:
    """The processor's name, as the operating system gives it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine(threads: int) -> dict[str, str | int]:
    """What ran."""
    return {
        "processor": processor(),
        "cores": os.cpu_count() or 1,
        "threads": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": nb.__version__,
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else -1,
    }


def measure(threads: int = 2, *, quick: bool = False) -> dict[str, Any]:
    """All bounds of this machine, in one go."""
    tries = 2 if quick else 5
    megabytes = 128 if quick else 512
    reading, updating = line_rates(threads, megabytes, 1_000_000 if quick else 8_000_000, tries)
    return {
        "machine": machine(threads),
        "copy_bytes_per_second": copy_rate(threads, megabytes, tries),
        "philox_words_per_second": generator_rate(threads, 2_000_000 if quick else 20_000_000, tries),
        "philox_calls_per_second": call_rate(threads, 1_000_000 if quick else 10_000_000, tries),
        "lines_read_per_second": reading,
        "lines_updated_per_second": updating,
    }


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=None if "--json" in sys.argv else 2))
