"""What a margins file may say, and everything that is refused, by name and line."""

import csv
from pathlib import Path

import pytest

import jaywalk
from jaywalk.population import City, MarginsError, check_margins, read_margins
from jaywalk.population.margins import shipped

HEADER = "axis,district,category,value,source,note"
LIBRARY = Path(jaywalk.__file__).parent / "library"


def village_rows() -> list[str]:
    return (LIBRARY / "margins" / "village.csv").read_text(encoding="utf-8").splitlines()


def write(folder: Path, lines: list[str]) -> Path:
    file = folder / "town.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def changed(folder: Path, start: str, replacement: str | None) -> Path:
    """The village with the first row that starts so replaced, or taken out."""
    lines = village_rows()
    at = next(i for i, line in enumerate(lines) if line.startswith(start))
    lines[at : at + 1] = [] if replacement is None else [replacement]
    return write(folder, lines)


def problems(file: Path, population: int | None = None) -> list[str]:
    with pytest.raises(MarginsError) as caught:
        check_margins(file, population)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    "column",
    [
        "name", "surname", "resident_name", "id", "person_id", "national id", "uuid", "hukou", "passport", "plate",
        "address", "home_address", "street", "postcode", "lat", "lon", "latitude", "longitude", "gps", "location",
        "phone", "phone_number", "mobile", "email", "wechat", "imei", "image", "photo", "face", "face_embedding",
        "fingerprint", "dob", "birth_date", "score", "employer", "geometry", "x", "y",
    ],
)  # fmt: skip
def test_a_column_that_could_tell_people_apart_is_refused_by_name(tmp_path: Path, column: str) -> None:
    lines = [f"{HEADER},{column}", *(f"{line},1" for line in village_rows()[1:])]
    (problem,) = problems(write(tmp_path, lines))
    assert problem.startswith("town.csv:1: ")
    assert f"column '{column}' is refused: it reads like" in problem


def test_any_other_column_is_refused_too(tmp_path: Path) -> None:
    lines = [f"{HEADER},weather", *(f"{line},1" for line in village_rows()[1:])]
    assert "column 'weather' is refused" in problems(write(tmp_path, lines))[0]
    lines = [HEADER.replace("category", "categry"), *village_rows()[1:]]
    found = problems(write(tmp_path, lines))
    assert any("did you mean 'category'" in problem for problem in found)
    assert any("column 'category' is missing" in problem for problem in found)


@pytest.mark.parametrize(
    ("start", "replacement", "line", "words"),
    [
        ("sex,,female", "sex,,female,half,assumed,", 5, "value 'half' is not a number"),
        ("sex,,female", "sex,,female,-3,assumed,", 5, "value '-3' is not a number"),
        ("sex,,female", "sex,,female,1_000,assumed,", 5, "value '1_000' is not a number"),
        ("sex,,female", "sex,,female,nan,assumed,", 5, "value 'nan' is not a number"),
        ("sex,,female", "sex,,female,1000,,", 5, "source is empty"),
        ("sex,,female", "sex,,female,1000,assumed", 5, "5 fields where the header has 6"),
        ("sex,,female", "sex,,woman,1000,assumed,", 5, "'woman' is no category of sex: it has female, male"),
        ("sex,,female", "sex,,male,1000,assumed,", 6, "sex 'male' stands twice"),
        ("sex,,female", "sex,hills,female,1000,assumed,", 5, "leave district empty instead of 'hills'"),
        (
            "sex,,female",
            "religion,,none,1000,assumed,",
            5,
            "'religion' is not an axis: margins have district, age, sex",
        ),
        ("sex,,female", "sex,,female,800,assumed,", 5, "axis 'sex' adds up to 1800 residents, the districts to 2000"),
        ("sex,,female", None, 1, "axis 'sex' lacks female"),
        ("district,hills", "district,Hills 3,,560,assumed,", 4, "'Hills 3' is not a district's id"),
        ("district,hills", "district,hills,female,560,assumed,", 4, "a district has no category"),
        ("income,,lowest", "income,,lowest,0.3,assumed,", 16, "income fifths hold a fifth of residents each"),
        ("household_size,,1", "household_size,,1,0.9,assumed,", 21, "household sizes add up to 1.63, not 1"),
        ("minors,,2/1", "minors,,2/2,0.04,assumed,", 30, "leaves no adult in the household"),
        ("adults,,collective/60+", "adults,,barracks/60+,0.3,assumed,", 63, "is not kind/age"),
        ("seed,hills", "seed,dales,migrant,0.8,assumed,", 73, "district 'dales' has a weight but no residents"),
        ("seed,,60+/female", "seed,,60+/18-24,1.1,assumed,", 64, "names two categories of age"),
        ("seed,,60+/female", "seed,,60+/tall,1.1,assumed,", 64, "'tall' is no age, sex, residency or income fifth"),
        ("attribute,,licence,", "attribute,,J. Doe,1,assumed,", 74, "'J. Doe' is not the name of an attribute"),
        ("collective,,migrant", "collective,,migrant,0.9,assumed,", 28, "more than the 600 migrant residents"),
        ("collective,,migrant", "collective,,migrant,0.004,assumed,", 28, "hold 8 people; a cell is empty or holds 20"),
    ],
)
def test_a_wrong_row_is_named_with_file_and_line(
    tmp_path: Path, start: str, replacement: str | None, line: int, words: str
) -> None:
    found = problems(changed(tmp_path, start, replacement))
    assert any(problem.startswith(f"town.csv:{line}: ") and words in problem for problem in found), found


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    lines = village_rows()
    lines[4] = "sex,,female,half,assumed,"
    lines[6] = "age,,0-18,280,assumed,"
    lines[10] = "age,,35-55"
    assert len(problems(write(tmp_path, lines))) == 3


def test_a_cell_of_a_few_people_is_refused(tmp_path: Path) -> None:
    lines = village_rows()
    at = next(i for i, line in enumerate(lines) if line.startswith("age,,18-24"))
    lines[at] = "age,,18-24,12,assumed,"
    lines[at + 1] = "age,,25-29,288,assumed,"
    (problem,) = problems(write(tmp_path, lines))
    assert "'18-24' of age holds 12 people; a cell is empty or holds 20 or more" in problem
    lines[at] = "age,,18-24,0,assumed,"
    lines[at + 1] = "age,,25-29,300,assumed,"
    assert check_margins(write(tmp_path, lines)).axes["age"][1] == 0


def test_a_small_district_is_refused_also_when_the_city_is_scaled_down() -> None:
    with pytest.raises(MarginsError, match="district 'hills' has 498 residents; a district has at least 500"):
        check_margins("village", population=1780)
    assert check_margins("village", population=1790).population == 1790


def test_minors_are_never_left_without_adults(tmp_path: Path) -> None:
    file = changed(tmp_path, "age,,0-17", "age,,0-17,1850,assumed,")
    lines = file.read_text(encoding="utf-8").splitlines()
    ages = [i for i, line in enumerate(lines) if line.startswith("age,,") and not line.startswith("age,,0-17")]
    for i in ages:
        label = lines[i].split(",")[2]
        lines[i] = f"age,,{label},25,assumed,"
    lines = [line for line in lines if not line.startswith("collective")]
    lines += ["collective,,registered,0,assumed,", "collective,,migrant,0,assumed,"]
    found = problems(write(tmp_path, lines))
    assert any("minors cannot live with" in problem and "district 'old_town'" in problem for problem in found), found


def test_missing_files_and_empty_files_are_explained(tmp_path: Path) -> None:
    with pytest.raises(
        MarginsError,
        match="no such margins file; shipped are beijing, hangzhou, rongcheng_schematic, saltmere, village",
    ):
        read_margins(tmp_path / "nowhere.csv")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert any("column 'axis' is missing" in problem for problem in problems(empty))
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00axis")
    assert any("not a text file" in problem for problem in problems(binary))


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "town.csv"
    file.write_text("\ufeff" + "\n".join(village_rows()), encoding="utf-8")
    assert check_margins(file).population == 2000


def test_shipped_sources_are_keys_of_the_register() -> None:
    with (LIBRARY / "evidence" / "evidence.csv").open(encoding="utf-8", newline="") as stream:
        keys = {row["key"] for row in csv.DictReader(stream)} | {"assumed"}
    for name in shipped():
        unknown = [row for row in read_margins(name).rows if row.source not in keys]
        assert not unknown


def test_documented_shares_are_met() -> None:
    beijing = check_margins("beijing")
    assert beijing.population == 21_893_095
    assert beijing.axes["age"][6] == 4_298_590
    assert beijing.axes["residency"][1] == 8_418_000
    assert round(beijing.axes["sex"][1] / beijing.population, 4) == 0.511
    assert round(1 - beijing.axes["age"][0] / beijing.population, 3) == 0.862
    assert round(beijing.mean_household, 2) == 2.31
    hangzhou = check_margins("hangzhou", population=10_360_000)
    assert hangzhou.population == 10_360_000
    assert round(hangzhou.axes["age"][6] / hangzhou.population, 4) == 0.1687
    assert round(hangzhou.mean_household, 2) == 2.36
    assert "rows with a source" in str(hangzhou)


@pytest.mark.parametrize(("name", "attribute", "mean"), [
    ("beijing", "licence", 0.61), ("beijing", "account", 0.436), ("beijing", "volunteer", 0.198),
    ("hangzhou", "ebike", 0.35), ("hangzhou", "volunteer", 0.154),
])  # fmt: skip
def test_shares_by_age_keep_the_stated_mean_of_adults(name: str, attribute: str, mean: float) -> None:
    city = City.load(name, name, key=(1, 2), code=3)
    share = city.attribute_share(attribute)
    people = sum(district.counts_full for district in city.districts)
    assert not share[:20].any()
    assert abs((share * people)[20:].sum() / people[20:].sum() - mean) < 0.001
    assert 0 <= share.min() <= share.max() <= 1


def test_an_unknown_attribute_is_named() -> None:
    city = City.load("village", "village", key=(1, 2), code=3)
    assert "smartphone" in city.attributes
    with pytest.raises(KeyError, match="has no attribute 'yacht'"):
        city.attribute_share("yacht")
