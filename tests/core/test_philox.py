"""Philox against its published answers, keys and city codes against an independent BLAKE2b."""

import random

import numpy as np
import pytest

from jaywalk.core.philox import city_code, draw_key, join64, philox4
from reference.draws import Draws, philox

# kat_vectors of Random123: counter, key, four words after ten rounds
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def kernel(counter: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    return tuple(int(word) for word in philox4(*(np.uint32(value) for value in (*counter, *key))))


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED)
def test_the_generator_gives_the_published_words(
    counter: tuple[int, int, int, int], key: tuple[int, int], words: tuple[int, ...]
) -> None:
    assert kernel(counter, key) == words
    assert tuple(philox(counter, key)) == words


def test_the_reference_generator_agrees_on_any_counter() -> None:
    source = random.Random(1)
    for _ in range(300):
        c0, c1, c2, c3, k0, k1 = (source.getrandbits(32) for _ in range(6))
        assert kernel((c0, c1, c2, c3), (k0, k1)) == tuple(philox((c0, c1, c2, c3), (k0, k1)))


def test_two_words_join_with_the_first_one_high() -> None:
    assert int(join64(np.uint32(0x01234567), np.uint32(0x89ABCDEF))) == 0x0123456789ABCDEF
    words = Draws((0, 0))(0, 0, 0, 0)
    assert words.first64 == 0x6627E8D5E169C58D
    assert words.middle64 == 0xE169C58DBC57AC4C
    assert words.last64 == 0xBC57AC4C9B00DBD8


@pytest.mark.parametrize(
    ("seed", "replicate", "digest"),
    [
        # printf 'jaywalk draws seed=1 replicate=0' | b2sum -l 64
        (1, 0, "9ca2241c72094d06"),
        (20260101, 7, "fe1804429b2c5375"),
    ],
)
def test_the_key_is_blake2b_of_seed_and_replicate(seed: int, replicate: int, digest: str) -> None:
    value = int.from_bytes(bytes.fromhex(digest), "little")
    assert draw_key(seed, replicate) == (value & 0xFFFFFFFF, value >> 32)


def test_seeds_and_replicates_do_not_share_keys() -> None:
    keys = {draw_key(seed, replicate) for seed in range(30) for replicate in range(30)}
    assert len(keys) == 900


@pytest.mark.parametrize(("city", "digest"), [("beijing", "191e"), ("hangzhou", "1ffd")])
def test_a_city_has_its_code_from_its_id(city: str, digest: str) -> None:
    # printf beijing | b2sum -l 16
    assert city_code(city) == int.from_bytes(bytes.fromhex(digest), "little")


def test_a_number_beyond_twelve_bits_is_refused() -> None:
    with pytest.raises(OverflowError):
        Draws((0, 0))(0, 0, 0, 1, 4096)
