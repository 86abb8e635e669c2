"""One broken file per mistake: each begins with the messages that must come, in `# line:column: path: words` form."""

from pathlib import Path

import pytest

from jaywalk.scenario import ScenarioError, load

FOLDER = Path(__file__).parent.parent / "broken_scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


def expected(path: Path) -> list[str]:
    """The messages that a broken file announces at its head."""
    lines = path.read_text("utf-8").splitlines()
    return [f"{path.name}:{line.removeprefix('# ')}" for line in lines if line.startswith("# ")]


def test_there_are_many() -> None:
    assert len(FILES) >= 45


def test_the_unbroken_file_loads() -> None:
    assert load(Path(__file__).parent / "harbour.yaml").title == "Harbour City civic points pilot"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_mistake_is_named_with_its_place(path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert [str(problem) for problem in caught.value.problems] == expected(path)


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "harbour.yaml").read_text("utf-8")
    for old, new in (
        ("    through: [street_cameras, phone_traces]", "    through: [street_camera, phone_traces]"),
        ("effect: 5 points", "effect: 5"),
        ("D: 0 points", "D: 100 points"),
        ("    kind: camera", "    kind: camera\n    colour: red"),
        ("from: 2028-01-03", "from: 2040-01-03"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "many.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    paths = {problem.path for problem in caught.value.problems}
    assert {
        "rules[0].through[0]",
        "rules[2].effect",
        "tiers.D",
        "channels.street_cameras.colour",
        "rollout[1].from",
    } <= paths
    assert all(problem.line > 0 and problem.column > 0 for problem in caught.value.problems)


def test_paths_keep_their_numbers_when_an_earlier_entry_is_wrong(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "harbour.yaml").read_text("utf-8")
    text = text.replace("    cap: 60 points per year\n    expires", "    cap: 60\n    expires").replace(
        "through: [city_app]", "through: [app]"
    )
    path = tmp_path / "shifted.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert [problem.path for problem in caught.value.problems] == ["rules[0].cap", "rules[2].through[0]"]
