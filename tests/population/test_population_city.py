"""Cities: exact totals, the same people however they are made, households whole."""

import hashlib
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaywalk.core.philox import city_code, draw_key
from jaywalk.population import BlockPeople, City, MarginsError, check_margins
from jaywalk.population.margins import read_margins
from jaywalk.population.totals import whole_totals

KEY = draw_key(20)


@cache
def city(name: str, scale: float = 1.0, population: int | None = None, seed: int = 20) -> City:
    return City.load(name, name, key=draw_key(seed), code=city_code(name), scale=scale, population=population)


def joined(parts: list[BlockPeople]) -> BlockPeople:
    return BlockPeople(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def same(a: BlockPeople, b: BlockPeople) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize(
    ("name", "population"), [("village", None), ("hangzhou", 9_468_000), ("hangzhou", 10_360_000), ("beijing", None)]
)
def test_every_margin_is_exact(name: str, population: int | None) -> None:
    made = city(name, population=population)
    totals = whole_totals(read_margins(name), population)
    assert made.n_full == made.n == totals.population == (population or totals.population)
    assert [district.n_full for district in made.districts] == list(totals.districts)
    for district in made.districts:
        assert int(district.counts_full.sum()) == district.n_full
    people = sum(district.counts_full for district in made.districts).reshape(7, 2, 2, 5)
    assert tuple(people.sum(axis=(1, 2, 3))) == totals.axes["age"]
    assert tuple(people.sum(axis=(0, 2, 3))) == totals.axes["sex"]
    assert tuple(people.sum(axis=(0, 1, 3))) == totals.axes["residency"]
    # a household has one income, so a fifth is exact to a household or two a district
    assert np.abs(people.sum(axis=(0, 1, 2)) - totals.population / 5).max() <= 8 * len(made.districts)


def test_beijing_and_hangzhou_have_their_census_populations() -> None:
    assert city("beijing").n == 21_893_095
    assert len(city("beijing").districts) == 16
    assert City.load("hangzhou", "hangzhou", key=KEY, code=1).n == 11_936_010
    assert len(city("hangzhou", population=9_468_000).districts) == 14


def plain_walk(made: City, number: int) -> list[tuple[int, int, int, int, bool]]:
    """The residents of a district by definition, one household after the other."""
    rotation, types, _, streams, ends, classes = made.district(number).tables
    length, step, offset = (int(x) for x in rotation)
    seen, serial = [0] * len(types), [0] * len(streams)
    people = []
    for p in range(length):
        rank = (p * step + offset) % length
        k = next(i for i, row in enumerate(types) if rank < row[0])
        _, size, adults, _, collective, adult, minor, first, residency = (int(x) for x in types[k])
        fifth = (first + seen[k]) % 5
        seen[k] += 1
        for i in range(size):
            s = adult if i < adults else minor
            r = (serial[s] * int(streams[s, 1]) + int(streams[s, 2])) % int(streams[s, 0])
            serial[s] += 1
            c = next(int(classes[s, j]) for j in range(12) if r < ends[s, j])
            people.append(((c * 2 + residency) * 5 + fifth, i, size, p, bool(collective)))
    return people


def test_blocks_hold_what_the_plain_walk_finds() -> None:
    made = city("village")
    for district in made.districts:
        block = made.block(district.number, 0, district.n)
        assert list(zip(*(column.tolist() for column in block), strict=True)) == plain_walk(made, district.number)


@settings(max_examples=30)
@given(st.sets(st.integers(0, 740), max_size=12))
def test_any_cut_gives_the_same_residents(cuts: set[int]) -> None:
    made = city("village")
    edges = [0, *sorted(cuts | {740})]
    parts = [made.block(1, low, high) for low, high in pairwise(edges)]
    assert same(joined(parts), made.block(1, 0, 740))


def test_a_block_in_the_middle_of_a_large_district_needs_no_walk() -> None:
    made = city("beijing")
    whole = made.block(2, 1_700_000, 1_720_000)
    assert same(joined([made.block(2, 1_700_000, 1_703_001), made.block(2, 1_703_001, 1_720_000)]), whole)
    first = made.district(2).first_serial(1_700_000)
    assert int(whole.member[0]) == 1_700_000 - first


def test_block_bounds_cut_between_households() -> None:
    made = city("beijing", 0.05)
    for district in made.districts[:4]:
        bounds = made.block_bounds(district.number, 5000)
        assert bounds[0][0] == 0
        assert bounds[-1][1] == district.n
        assert all(high == low for (_, high), (low, _) in pairwise(bounds))
        assert all(0 <= 5000 - (high - low) <= 8 for low, high in bounds[:-1])
        assert bounds[-1][1] - bounds[-1][0] <= 5000
        for low, high in bounds[:5]:
            block = made.block(district.number, low, high)
            assert block.member[0] == 0
            assert block.member[-1] == block.size[-1] - 1
    assert made.block(0, 7, 7).cell.size == 0


def test_no_block_of_a_whole_city_is_larger_than_a_position_can_say() -> None:
    made = city("beijing")
    for district in made.districts:
        bounds = made.block_bounds(district.number)
        assert max(high - low for low, high in bounds) <= 1 << 16
        assert all(high == low for (_, high), (low, _) in pairwise(bounds))
        assert bounds[-1][1] == district.n


def test_a_household_larger_than_a_block_is_a_block_of_its_own() -> None:
    district = city("village").districts[0]
    bounds = district.block_bounds(1)
    assert [low for low, _ in bounds] == sorted({district.first_serial(serial) for serial in range(district.n)})


def test_a_sample_is_the_first_households_and_grows_by_adding() -> None:
    whole, before = city("beijing"), 0
    for scale in (0.0001, 0.01, 0.02, 0.3):
        part = city("beijing", scale)
        district, full = part.district(14), whole.district(14)
        assert before < district.n <= full.n_full
        assert abs(district.n - scale * full.n_full) <= 8
        before = district.n
        block = part.block(14, 0, district.n)
        assert same(block, whole.block(14, 0, district.n))
        assert block.member[-1] == block.size[-1] - 1  # whole households
        assert np.array_equal(np.bincount(block.cell, minlength=140), district.counts)
        assert np.array_equal(district.counts_full, full.counts_full)
    assert City.load("b", "beijing", key=KEY, code=1, scale=1e-9).district(0).n >= 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_first_hundredth_meets_the_margins_to_rounding(seed: int) -> None:
    # Each stratum of each district within 15 people of its share, each income fifth within 60, whatever the size
    # of the district; city ages, sexes and residencies within 200 of 219,000.
    made = city("beijing", 0.01, seed=seed)
    gap = np.zeros(140)
    for district in made.districts:
        off = district.counts - district.counts_full * (district.n / district.n_full)
        assert np.abs(off.reshape(28, 5).sum(axis=1)).max() < 15
        assert np.abs(off.reshape(28, 5).sum(axis=0)).max() < 60
        gap += off
    by_axis = gap.reshape(7, 2, 2, 5)
    for axes in ((1, 2, 3), (0, 2, 3), (0, 1, 3)):
        assert np.abs(by_axis.sum(axis=axes)).max() < 200


def test_income_is_dealt_evenly_within_strata() -> None:
    people = sum(district.counts_full for district in city("beijing").districts).reshape(28, 5)
    even = people.sum(axis=1, keepdims=True) / 5
    assert (np.abs(people - even) / even).max() < 0.03


def test_households_are_whole_and_sane() -> None:
    made = city("beijing")
    block = made.block(5, 0, made.district(5).first_serial(300_000))
    age, residency, fifth = block.cell // 20, block.cell // 5 % 2, block.cell % 5
    start = np.flatnonzero(block.member == 0)
    size = block.size[start].astype(int)
    assert np.array_equal(np.diff(np.append(start, len(age))), size)
    for column in (block.household, residency, fifth, block.collective):  # a household has one of each
        assert np.array_equal(np.repeat(column[start], size), column)
    assert np.array_equal(block.household[start], np.arange(len(start)))
    minors = np.add.reduceat(age == 0, start)
    assert (minors < size).all()  # an adult in every household
    assert (np.diff(np.append((age == 0).astype(int), 0))[block.member < block.size - 1] >= 0).all()  # adults first
    units = block.collective[start]
    assert (minors[units] == 0).all()
    assert size[units].min() == 4
    assert size[units].max() == 8
    assert abs(size[units].mean() - 6) < 0.02
    assert abs(block.collective.mean() - 0.131) < 0.005
    assert abs(size[~units].mean() - 2.31) < 0.01
    shares = np.bincount(np.minimum(size[~units], 6), minlength=7)[1:] / (~units).sum()
    assert np.abs(shares - [0.286, 0.314, 0.273, 0.079, 0.037, 0.011]).max() < 0.001


def test_two_adults_of_a_household_are_mostly_a_woman_and_a_man_of_like_age() -> None:
    made = city("beijing")
    block = made.block(5, 0, 300_000)
    age, sex = (block.cell // 20).astype(int), block.cell // 10 % 2
    start = np.flatnonzero((block.member == 0) & (np.arange(len(age)) < len(age) - 8))
    two = start[(block.size[start] == 2) & (age[start + 1] > 0) & ~block.collective[start]]
    assert (sex[two] != sex[two + 1]).mean() > 0.9
    assert (np.abs(age[two] - age[two + 1]) <= 1).mean() > 0.9


def test_the_seed_moves_people_but_no_total() -> None:
    a, b = city("village", seed=20), city("village", seed=21)
    assert not same(a.block(0, 0, 700), b.block(0, 0, 700))
    for left, right in zip(a.districts, b.districts, strict=True):
        assert np.array_equal(left.counts_full.reshape(28, 5).sum(axis=1), right.counts_full.reshape(28, 5).sum(axis=1))
    assert a.margins_hash == b.margins_hash


def test_leaving_districts_out_changes_nobody() -> None:
    some = City.load("village", "village", key=KEY, code=city_code("village"), districts=["hills"])
    assert [district.number for district in some.districts] == [2]
    assert same(some.block(2, 0, 560), city("village").block(2, 0, 560))
    with pytest.raises(MarginsError, match="no district 'docks'"):
        City.load("village", "village", key=KEY, code=1, districts=["docks"])


def test_impossible_requests_are_refused() -> None:
    for scale in (0.0, -1.0, 1.5, float("nan")):
        with pytest.raises(ValueError, match="a scale is above 0"):
            City.load("village", "village", key=KEY, code=1, scale=scale)
    with pytest.raises(ValueError, match="has residents 0 to 700"):
        city("village").block(0, 0, 701)
    with pytest.raises(ValueError, match="no district number 9"):
        city("village").block_bounds(9)
    with pytest.raises(ValueError, match="at least one resident"):
        city("village").block_bounds(0, 0)


def test_the_hash_of_the_margins_knows_the_population_but_not_the_notes(tmp_path: Path) -> None:
    assert city("hangzhou", population=9_468_000).margins_hash != city("hangzhou", population=10_360_000).margins_hash
    text = (Path(__file__).parents[2] / "src/jaywalk/library/margins/village.csv").read_text(encoding="utf-8")
    (tmp_path / "t.csv").write_text(text.replace("fictional", "invented"), encoding="utf-8")
    assert City.load("t", tmp_path / "t.csv", key=KEY, code=1).margins_hash == city("village").margins_hash


def digest(block: BlockPeople) -> str:
    state = hashlib.blake2b(digest_size=8)
    for column in block:
        state.update(column.astype("<u4").tobytes())
    return state.hexdigest()


def test_residents_are_the_same_on_every_machine() -> None:
    # known answers: if these change, POPULATION_VERSION must rise and every published result is another
    assert city("village").margins_hash == "5f8ac6eb0907fabd"
    assert city("beijing").margins_hash == "229e8c115f6954fc"
    assert digest(city("village").block(0, 0, 700)) == "338a96582bf62d36"
    assert digest(city("beijing").block(2, 3_000_000, 3_050_000)) == "f5646bf7a65b9203"
    assert digest(city("hangzhou", population=9_468_000).block(4, 500_000, 520_000)) == "28da3a0b3dd2f53b"


@settings(max_examples=25)
@given(data=st.data())
def test_random_margins_are_met(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    districts = data.draw(st.lists(st.integers(500, 4000), min_size=1, max_size=5))
    population = sum(districts)

    def split(labels: tuple[str, ...]) -> list[int]:
        weights = data.draw(st.lists(st.integers(5, 20), min_size=len(labels), max_size=len(labels)))
        counts = [population * weight // sum(weights) for weight in weights]
        counts[-1] += population - sum(counts)
        return counts

    ages = ("0-17", "18-24", "25-29", "30-34", "35-55", "56-59", "60+")
    age, sex, residency = split(ages), split(("female", "male")), split(("registered", "migrant"))
    rows = ["axis,district,category,value,source,note"]
    rows += [f"district,d{i},,{n},assumed," for i, n in enumerate(districts)]
    for axis, labels, counts in (
        ("age", ages, age),
        ("sex", ("female", "male"), sex),
        ("residency", ("registered", "migrant"), residency),
    ):
        rows += [f"{axis},,{label},{n},assumed," for label, n in zip(labels, counts, strict=True)]
    rows += [f"income,,{fifth},0.2,assumed," for fifth in ("lowest", "second", "third", "fourth", "highest")]
    sizes = zip("123456", (0.25, 0.25, 0.2, 0.15, 0.1, 0.05), strict=True)
    rows += [f"household_size,,{size.replace('6', '6+')},{share},assumed," for size, share in sizes]
    rows += [f"minors,,{pair},1,assumed," for pair in ("3/0", "3/1", "4/0", "4/1", "4/2", "5/1", "6+/2")]
    share = data.draw(st.sampled_from([0, 0.05, 0.1]))
    rows += [f"collective,,{label},{share},assumed," for label in ("registered", "migrant")]
    rows += [f"seed,d0,{ages[data.draw(st.integers(1, 6))]}/migrant,{data.draw(st.integers(1, 9))},assumed,"]
    file = tmp_path_factory.mktemp("margins") / "random.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    report = check_margins(file)
    made = City.load("random", file, key=(1, data.draw(st.integers(0, 2**32 - 1))), code=9)
    people = sum(district.counts_full for district in made.districts).reshape(7, 2, 2, 5)
    assert report.population == population == int(people.sum())
    assert [district.n_full for district in made.districts] == districts
    assert people.sum(axis=(1, 2, 3)).tolist() == age
    assert people.sum(axis=(0, 2, 3)).tolist() == sex
    assert people.sum(axis=(0, 1, 3)).tolist() == residency
    number = data.draw(st.integers(0, len(districts) - 1))
    cut = data.draw(st.integers(0, districts[number]))
    whole = made.block(number, 0, districts[number])
    assert same(joined([made.block(number, 0, cut), made.block(number, cut, districts[number])]), whole)
    minors = np.add.reduceat(whole.cell < 20, np.flatnonzero(whole.member == 0))
    assert (minors < whole.size[whole.member == 0]).all()
