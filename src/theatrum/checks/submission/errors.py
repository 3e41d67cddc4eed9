"""What can be wrong with the question itself."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

from theatrum.kernel.errors import DomainError, Kind


class UnknownComponent(DomainError):
    """A component that the profile does not have."""

    code = "submission.unknown_component"
    kind = Kind.INVALID
    template = "There is no component called '{name}'. {fix}"


class UnknownCenter(DomainError):
    """A center that the profile does not have."""

    code = "submission.unknown_center"
    kind = Kind.INVALID
    template = "There is no center called '{name}'. {fix}"


class PathUnusable(DomainError):
    """A path that was given cannot be checked."""

    code = "submission.path_unusable"
    kind = Kind.INVALID
    template = "{path}: {problem} {fix}"


class ListingInvalid(DomainError):
    """A list of files has a line that names none."""

    code = "submission.listing_invalid"
    kind = Kind.INVALID
    template = "Line {line}: {problem} {fix}"


_NEAR = 70


def choice(written: str, known: Iterable[str]) -> str:
    """Return what to write instead: the nearest name that there is, or all of them."""
    names = sorted(known)
    found = process.extractOne(written, names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR)
    meant = f"Did you mean {found[0]}? " if found else ""
    return f"{meant}Use one of: {', '.join(names)}."
