"""Whatever is written, the answer is a scenario or a list of mistakes, never a crash."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jaywalk.scenario import ScenarioError
from jaywalk.scenario.loading import build
from jaywalk.scenario.reading import Node, Scalar, read

ROOT = read((Path(__file__).parent / "harbour.yaml").read_text("utf-8"), "harbour.yaml")
JUNK: tuple[Scalar, ...] = (
    None, True, 0, -1, 1e308, 10**25, "", "a", "5 points", "-5 points", "1 per person-year", "2027-01-05", "9999-12-31",
    "x/0..x0", "x/2..x2", "60+", "../..", "0 weeks", "1e9 weeks", "C or lower", "ü",
)  # fmt: skip


def answered(root: Node) -> bool:
    """Whether nodes make a scenario with a hash, or mistakes that all have words and a file."""
    try:
        return bool(build(root, "fuzzed").hash)
    except ScenarioError as error:
        return bool(error.problems) and all(problem.message and problem.file for problem in error.problems)


def put(node: Node, path: tuple[str | int, ...], value: Node) -> Node:
    """The tree with another node at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(node.value, dict):
        return replace(node, value={**node.value, str(step): put(node.value[str(step)], rest, value)})
    assert isinstance(node.value, list)
    assert isinstance(step, int)
    return replace(node, value=[put(item, rest, value) if n == step else item for n, item in enumerate(node.value)])


@given(st.text(alphabet="ab1-:{}[],#'\"&*!|>%@ \n\t?~<", max_size=60))
@example("&a *a")
@example("? [a]\n: b")
@example("a: |\n  b\n --- c")
@example("%TAG ! x\n--- a")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = read(text, "fuzzed.yaml")
    except ScenarioError:
        return
    assert node.value is not None


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_any_value_anywhere_is_taken_or_refused(seed: int) -> None:
    random = Random(seed)
    root = ROOT
    for _ in range(random.randint(1, 3)):
        paths = [path for path, _ in root.walk() if path]
        path = random.choice(paths)
        old = root.find(path)
        shape = random.randrange(4)
        junk: Node = replace(old, value=random.choice(JUNK))
        if shape == 1:
            junk = replace(old, value=[junk])
        elif shape == 2:
            junk = replace(old, value={random.choice(("value", "range", "2027-01-04", "by", "x")): junk})
        elif shape == 3:
            junk = replace(root.find(random.choice(paths)), key_line=old.key_line, key_column=old.key_column)
        root = put(root, path, junk)
    assert answered(root)


@pytest.mark.parametrize("section", [str(path[0]) for path, _ in ROOT.walk() if len(path) == 1])
@pytest.mark.parametrize("value", [{}, [], "", 0, True], ids=repr)
def test_sections_may_be_anything(section: str, value: object) -> None:
    made = read("{}", "a") if value == {} else read("[]", "a") if value == [] else replace(ROOT, value=value)  # type: ignore[arg-type]
    assert answered(put(ROOT, (section,), made))
