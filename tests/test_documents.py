"""What the documents point to exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_of_the_project_resolves(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|mailto:)([^)#\s]*)", page.read_text("utf-8"))
    missing = [link for link in links if link and not (page.parent / link).exists()]
    assert not missing


def test_commands_in_the_readme_are_commands() -> None:
    import typer

    from jaywalk.cli.app import app

    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^(?:\.venv/bin/)?jaywalk ([a-z]+)", text, flags=re.MULTILINE))
    assert named
    assert named <= set(typer.main.get_command(app).commands)


def test_constraints_hold_no_address_and_no_hash() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line) for line in lines)
