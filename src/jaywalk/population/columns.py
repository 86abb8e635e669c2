"""The columns a margins file may have, and why any other is refused.

Jaywalk makes its residents from published totals. A table with a row a person has no way in: a column that
could tell one person from another is refused by its name.
"""

import difflib
from collections.abc import Sequence
from typing import Final

COLUMNS: Final = ("axis", "district", "category", "value", "source", "note")

#: What a column's name would betray, by the words in it.
_PERSONAL: Final[dict[str, tuple[str, ...]]] = {
    "a person's name": ("name", "surname", "forename", "firstname", "lastname", "fullname", "nickname", "alias"),
    "an identifier": (
        "id", "identifier", "uuid", "guid", "ssn", "passport", "hukou", "number", "no", "pid", "person", "resident",
        "account", "card", "licence", "license", "plate", "user", "username", "openid", "wechat", "imei", "imsi", "mac",
        "ip", "device", "hash", "token",
    ),
    "a way to reach a person": ("phone", "mobile", "telephone", "tel", "email", "mail", "contact"),
    "where a person is": (
        "address", "street", "house", "building", "postcode", "zip", "lat", "latitude", "lon", "lng", "long", "longitude",
        "location", "geo", "geometry", "coordinates", "x", "y", "gps", "home", "workplace", "employer", "school",
    ),
    "an image or a body": (
        "image", "photo", "picture", "face", "portrait", "embedding", "fingerprint", "iris", "voice", "gait", "dna",
        "biometric",
    ),
    "a person's life": ("birth", "birthday", "dob", "born", "ethnicity", "religion", "health", "diagnosis", "salary"),
    "a person's record": ("score", "points", "record", "offence", "debt", "listed", "tier"),
}  # fmt: skip


def refusal_of(column: str) -> str:
    """Why a column is refused, naming it."""
    words = column.strip().lower().replace("-", "_").replace(" ", "_").replace(".", "_").split("_")
    allowed = ", ".join(COLUMNS)
    for what, tokens in _PERSONAL.items():
        if any(word.strip("0123456789") in tokens for word in words):
            return (
                f"column '{column}' is refused: it reads like {what}. Margins are published totals, never a row a "
                f"person; the columns are {allowed}"
            )
    near = difflib.get_close_matches(column.strip().lower(), COLUMNS, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"column '{column}' is refused: the columns are {allowed}, and no other{hint}"


def header_problems(header: Sequence[str]) -> list[str]:
    """Everything wrong with a header row."""
    problems = [refusal_of(column) for column in header if column not in COLUMNS]
    problems += [f"column '{column}' is missing" for column in COLUMNS if column not in header]
    problems += [f"column '{column}' stands twice" for column in COLUMNS if list(header).count(column) > 1]
    return problems
