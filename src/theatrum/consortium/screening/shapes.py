"""Texts made safe to be kept: the shape of what stands in a header, and places that name nobody."""

import re

from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Where
from theatrum.checks.privacy.judging import Judge

LONGEST = 40
_KEPT = frozenset(" -_/.:,@#()+")
_RUNS = re.compile(r"(.)\1+")
_NAMES = f"privacy.{Kind.NAME}"


def shape_of(text: str) -> str:
    """Return the shape of a text: ``x`` for letters, ``9`` for digits, runs of the same once: ``9-9-9 x``.

    It tells one habit of a scanner from another, and no value from another: lengths are gone, too.
    """
    signs = ("x" if sign.isalpha() else "9" if sign.isalnum() else sign if sign in _KEPT else "?" for sign in text)
    return _RUNS.sub(r"\1", "".join(signs))[:LONGEST]


def safe(judge: Judge, text: str | None, *, longest: int) -> str:
    """Return a place, a column or a sheet as it may be kept: what may name somebody becomes its shape."""
    if not text:
        return ""
    found = judge.text(text, Context(Where.NAME))
    if any(one.verdict in {Verdict.BLOCK, Verdict.HOLD} or one.code == _NAMES for one in found):
        return shape_of(text)
    return text[:longest]
