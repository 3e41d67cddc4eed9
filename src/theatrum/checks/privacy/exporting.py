"""The strong writings as data, for an engine that is not Python: a page that reads before anything is sent.

What a test behind the pattern decides (whether there is such a day, whether check digits are right) is named only: who
reads the data has a test of that name, or takes every match for a hit.
"""

from collections.abc import Iterator

from theatrum.checks.privacy.detectors.calendar import MONTH_NAMES
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.hits import Strength
from theatrum.checks.privacy.writing import Writing
from theatrum.kernel.jsontext import JsonObject


def strong_writings() -> JsonObject:
    """Return the strong writings that need no name of a column, and the names of months by number."""
    return {"months": dict(MONTH_NAMES), "writings": list(_strong())}


def _strong() -> Iterator[JsonObject]:
    for writing in WRITINGS:
        if writing.strength is Strength.STRONG and not writing.needs and not writing.where:
            yield as_data(writing)


def as_data(writing: Writing) -> JsonObject:
    """Return a writing with its pattern in the form of ECMA 262, whose look-behind says what must not stand before."""
    before = f"(?<![{writing.before}])" if writing.before else ""
    after = f"(?![{writing.after}])" if writing.after else ""
    return {
        "kind": writing.kind.value,
        "writing": writing.name,
        "pattern": f"{before}(?:{writing.pattern}){writing.tail}{after}",
        "flags": "gi" if writing.is_folded else "g",
        "part": writing.part,
        "test": None if writing.confirm is None else writing.confirm.__name__,
        "examples": list(writing.examples),
        "counterexamples": list(writing.counterexamples),
    }
