"""All checks of a scenario that its shape alone does not make."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jaywalk.scenario.check_dates import check_dates
from jaywalk.scenario.check_links import check_links
from jaywalk.scenario.check_numbers import check_numbers
from jaywalk.scenario.check_reach import check_reach
from jaywalk.scenario.check_redress import check_redress
from jaywalk.scenario.check_response import check_response
from jaywalk.scenario.look import Look
from jaywalk.scenario.problems import Problem, path_text
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario

WORDS: Final = (
    "resident_id person person_id persons people citizens users residents subject subjects name surname given_name "
    "first_name last_name full_name alias nickname id_number identity_number id_card passport ssn national_id face faces "
    "photo photos image images picture video fingerprint iris voiceprint biometrics address street house location "
    "coordinates latitude longitude lat lon gps home phone phone_number imei mac email e_mail birth_date date_of_birth "
    "birthday plate license_plate account_number table import importer people_file residents_file"
)
PERSONAL: Final = frozenset(WORDS.split())
# these words are keys of the language itself, at these places only
OWN: Final = (
    ("channels", "*", "identity", "keys", "*"),
    ("tests", "*", "name"),
)
# identity numbers, telephone numbers, addresses of mail, pictures: whatever key they stand under
MARKS: Final = re.compile(
    r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9}|\d{3}-\d{2}-\d{4})(?!\d)|[\w.+-]+@[\w-]+\.\w+|data:image|\.(jpe?g|png)$"
)
WHY: Final = (
    "Jaywalk holds nothing about real people: no name, identifier, image or place of a person, and no table of them"
)


def check(
    scenario: Scenario, tree: Node, root: Node, kept: Mapping[str, list[int]], folder: Path | None
) -> list[Problem]:
    """Every mistake beyond shape and units, in its place."""
    look = Look(scenario, tree, root, kept, folder)
    for one in (check_links, check_numbers, check_dates, check_reach, check_redress, check_response):
        one(look)
    return look.problems


def personal(root: Node) -> list[Problem]:
    """Keys under which somebody would put a person."""
    found: list[Problem] = []
    for path, node in root.walk():
        key = str(path[-1]) if path else ""
        if key.lower().replace("-", "_") in PERSONAL and not isinstance(path[-1], int) and not _own(path):
            found.append(node.problem(path_text(path), f"'{key}' is refused", WHY, at_key=True))
        if isinstance(node.value, (str, int)) and not isinstance(node.value, bool) and MARKS.search(str(node.value)):
            found.append(node.problem(path_text(path), "this looks like the data of a person", WHY))
    return found


def _own(path: tuple[str | int, ...]) -> bool:
    return any(
        len(path) == len(place) and all(step in ("*", str(here)) for step, here in zip(place, path, strict=True))
        for place in OWN
    )
