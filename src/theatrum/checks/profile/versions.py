"""Which versions of the data model something holds for: exact ones, or a range."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints

from theatrum.checks.profile.shape import TUPLE

_NUMBER = r"\d+\.\d+\.\d+"
# 1.0.0, >=1.3.0, <2.0.0, or >=1.0.0 <1.3.0
VersionRange = Annotated[
    str, StringConstraints(pattern=rf"^(?:{_NUMBER}|>={_NUMBER}(?: <{_NUMBER})?|<{_NUMBER})$", strip_whitespace=True)
]
VersionRanges = Annotated[tuple[VersionRange, ...], TUPLE]
_BOUND = re.compile(r"(>=|<|)(\d+)\.(\d+)\.(\d+)")


def holds_for(ranges: Sequence[str], version: str) -> bool:
    """Return whether a version lies in one of some ranges; no ranges mean every version."""
    return not ranges or any(_within(one, version) for one in ranges)


def _within(one: str, version: str) -> bool:
    here = _numbers(version)
    for relation, *numbers in _BOUND.findall(one):
        there = tuple(map(int, numbers))
        if not {">=": here >= there, "<": here < there, "": here == there}[relation]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
