"""What the parts of a profile are held against each other with: names that exist, once each, and all of them."""

import re
from collections.abc import Collection, Container, Iterable
from functools import lru_cache

import jsonschema_rs

from theatrum.checks.profile.documents import Document, Place


def check_known(
    document: Document, place: Place, name: str, names: Collection[str], *, where: str = "this profile"
) -> None:
    """Raise ProfileInvalid where a name is none of those known."""
    if name not in names:
        shown = ", ".join(sorted(names)[:20]) or "(there are none)"
        raise document.problem(place, f"{where} has no '{name}'.", f"Use one of: {shown}.")


def check_all_known(document: Document, place: Place, names: Iterable[str], known: Collection[str]) -> None:
    """Raise ProfileInvalid for the first name of a list at a place that is none of those known."""
    for index, name in enumerate(names):
        check_known(document, (*place, index), name, known)


def check_unique(document: Document, place: Place, names: Iterable[object]) -> None:
    """Raise ProfileInvalid where a list at a place names something twice."""
    seen: set[object] = set()
    for index, name in enumerate(names):
        if name in seen:
            raise document.problem((*place, index), f"'{name}' stands there twice.", "Remove or rename one.")
        seen.add(name)


def check_complete(document: Document, place: Place, found: Container[object], needed: Iterable[str]) -> None:
    """Raise ProfileInvalid where a mapping at a place lacks one of its keys."""
    for name in needed:
        if name not in found:
            raise document.problem(place, f"there is nothing for '{name}'.", "Add it.")


def check_expression(document: Document, place: Place, text: str) -> None:
    """Raise ProfileInvalid where a text is no regular expression in Python's engine and in that of JSON Schema."""
    if not is_pattern(text) or not _is_python_pattern(text):
        problem = "this is no regular expression."
        raise document.problem(place, problem, "Correct it; JSON Schema uses the ECMA 262 form.")


@lru_cache(maxsize=1024)
def is_pattern(text: str) -> bool:
    """Return whether JSON Schema takes a text as a pattern."""
    try:
        jsonschema_rs.Draft7Validator({"pattern": text})
    except ValueError:
        return False
    return True


def _is_python_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
