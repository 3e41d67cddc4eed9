"""Looks at a cleaned copy, or at an original that is not cleaned here, as any check of a submission does."""

from dataclasses import replace

from theatrum.checks.classes import Where
from theatrum.checks.findings import Finding
from theatrum.checks.formats.beside import PHOTOS, about_pictures
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspecting import STOPPED, UNREADABLE, inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.formats.judging import judge_inspection
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile

_NAME = "name"
_FIX = "Take it out with the program that made the file, or ask your liaison whether it may stay."


def remaining_in(file: Bytes, name: str, judge: Judge, profile: Profile) -> list[Finding]:
    """Return what is still identifying in a file's header, pictures and name, and what keeps it from being told.

    Findings of other kinds are a check's.
    """
    asked = Asked(name)
    inspection = inspect_file(file, asked)
    photos = about_pictures(inspection, judge, asked, kinds=PHOTOS)
    found = [*judge_inspection(inspection, judge, asked, profile), *photos]
    named = (replace(one, place=_NAME) for one in judge.text(name, Context(Where.NAME)))
    told = (one for one in found if one.verdict is not None or one.code in (UNREADABLE, STOPPED))
    return [*map(_in_words, told), *named]


def _in_words(finding: Finding) -> Finding:
    """What is left after cleaning is not mended by cleaning again."""
    return finding if finding.verdict is None else replace(finding, fix=_FIX)
