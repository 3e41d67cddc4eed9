"""Cleans bytes as the command does, and holds what stayed against the original."""

import io
import secrets
from dataclasses import replace
from functools import cache
from typing import Any

import tifffile

from theatrum.checks.findings import Finding
from theatrum.checks.formats.bytes import Held
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.redaction.composed import Composed
from theatrum.checks.redaction.finding import find_by
from theatrum.checks.redaction.planning import plan_redaction
from theatrum.checks.redaction.verifying import remaining_in
from theatrum.checks.redaction.wishes import Plan, Wishes


@cache
def profile() -> Profile:
    return load_profile(ProfileFolder.packaged("htan2"))


@cache
def judge() -> Judge:
    return Judge(profile().privacy, secrets.token_bytes(32), profile())


@cache
def _wishes() -> Wishes:
    return Wishes(find=find_by(judge()), is_harmless=judge().is_harmless, key=b"secret of a test")


def cleaned(content: bytes, name: str = "image.tiff", **wishes: Any) -> tuple[bytes, Plan]:
    """Return the bytes of a cleaned copy, and its plan."""
    file = Held(content)
    plan = plan_redaction(file, name, replace(_wishes(), **wishes))
    copy = Composed(file, plan.pieces)
    return copy.read_at(0, copy.size), plan


def remaining(content: bytes, name: str = "image.tiff") -> list[Finding]:
    """Return what the inspectors find in bytes."""
    return remaining_in(Held(content), name, judge(), profile())


def said(plan: Plan) -> set[tuple[str, str, str]]:
    """Return class, place and name of all that was taken out."""
    return {(str(one.kind), one.place, one.name) for one in plan.taken}


def pages(content: bytes) -> list[Any]:
    """Return the pages of a TIFF, those below others behind them."""
    found: list[Any] = []
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        for page in file.pages:
            full = page.aspage() if hasattr(page, "aspage") else page
            found += [full, *(full.pages or ())]
    return found


def segments(content: bytes, page: Any) -> list[tuple[int, bytes]]:
    """Return offset and bytes of each strip or tile of a page."""
    places = zip(page.dataoffsets, page.databytecounts, strict=True)
    return [(offset, content[offset : offset + length]) for offset, length in places]
