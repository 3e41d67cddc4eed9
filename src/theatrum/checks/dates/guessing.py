"""Which attribute a column of dates is meant for, by its name: DATE_OF_DIAGNOSIS, Diagnosis date, dx_dt."""

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"[^A-Z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DATE_WORDS = frozenset({"DATE", "DATES", "DT", "DAY", "DATETIME", "TIMESTAMP"})
_YEAR = "YEAR"
_SMALL_WORDS = frozenset({"AT", "OF", "ON", "THE", "AND", "OR", "IN", "FOR", *_DATE_WORDS})
_MEANT = {"DX": "DIAGNOSIS", "DIAGNOSED": "DIAGNOSIS", "DIED": "DEATH", "DECEASED": "DEATH", "DOD": "DEATH",
          "COLLECTED": "COLLECTION", "PROCESSED": "PROCESSING", "STARTED": "START", "ENDED": "END"}  # fmt: skip
_BIRTH = re.compile(r"(?:DOB|BIRTH(?:DATE|DAY|YEAR|MONTH)|(?:DATE|DAY|YEAR|MONTH|DT)BIRTH|BIRTHDT|YOB)")


def words_of(name: str) -> list[str]:
    """Return the words of a column's name in capitals."""
    return [word for word in _BETWEEN.split(_CAMEL.sub("_", name.strip()).upper()) if word]


def is_birth(name: str) -> bool:
    """Return whether a name says that the column holds the day, month or year of birth."""
    joined = "".join(word for word in words_of(name) if word not in {"OF", "THE", "PATIENT", "PARTICIPANT"})
    return _BIRTH.fullmatch(joined) is not None


def says_date(name: str) -> bool:
    """Return whether a name says that the column holds dates or years."""
    return bool((_DATE_WORDS | {_YEAR}) & set(words_of(name)))


def guess(name: str, targets: Iterable[str], prefix: str) -> str | None:
    """Return the one attribute of ``targets`` that a column is meant for; ``prefix`` matches how all of them begin."""
    wanted = _plain(words_of(name))
    if not wanted or is_birth(name) or _YEAR in words_of(name):
        return None
    named = {target: _plain(words_of(re.sub(prefix, "", target))) for target in targets}
    if exact := [target for target, words in named.items() if "".join(words) == "".join(wanted)]:
        return exact[0]
    same = [target for target, words in named.items() if set(words) == set(wanted)]
    near = same or [target for target, words in named.items() if set(wanted) < set(words)]
    return near[0] if len(near) == 1 else None


def _plain(words: list[str]) -> list[str]:
    return [_MEANT.get(word, word) for word in words if word not in _SMALL_WORDS]
