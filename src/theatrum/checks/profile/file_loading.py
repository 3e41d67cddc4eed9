"""Holds the file rules of an overlay against themselves: formats that are named must be described."""

from collections.abc import Collection, Iterable

from theatrum.checks.profile.cross_checks import check_all_known, check_expression, check_unique
from theatrum.checks.profile.documents import Document, Place
from theatrum.checks.profile.file_shapes import AcceptedFormats, Files

ROOT: Place = ("files",)


def check_files(document: Document, files: Files, components: Collection[str]) -> None:
    """Raise ProfileInvalid for the first thing that does not hold. ``components`` are the names the profile knows."""
    known = [shape.format for shape in files.formats]
    check_unique(document, (*ROOT, "formats"), known)
    _check_spellings(document, files)
    for index, entry in enumerate(files.accepted):
        _check_accepted(document, (*ROOT, "accepted", index), entry, known)
        check_all_known(document, (*ROOT, "accepted", index, "components"), entry.components, components)
    access, sizes = files.access, files.sizes
    check_all_known(document, (*ROOT, "access", "controlled"), access.controlled, components)
    check_all_known(document, (*ROOT, "access", "confined"), access.confined, known)
    check_all_known(document, (*ROOT, "sizes", "exempt"), sizes.exempt, components)
    for index, floor in enumerate(sizes.floors):
        check_all_known(document, (*ROOT, "sizes", "floors", index, "formats"), floor.formats, known)
    check_unique(document, (*ROOT, "names"), (rule.code for rule in files.names))
    for index, rule in enumerate(files.names):
        check_expression(document, (*ROOT, "names", index, "pattern"), rule.pattern)


def _check_spellings(document: Document, files: Files) -> None:
    taken: dict[str, str] = {}
    for index, shape in enumerate(files.formats):
        for text in (*_folded((shape.format, *shape.spellings, *shape.aliases)), *shape.endings):
            if taken.setdefault(text, shape.format) != shape.format:
                problem = f"'{text}' already means {taken[text]}."
                raise document.problem((*ROOT, "formats", index), problem, "Let it mean one of them.")


def _folded(texts: Iterable[str]) -> Iterable[str]:
    return (text.casefold().removeprefix(".") for text in texts)


def _check_accepted(document: Document, place: Place, entry: AcceptedFormats, known: Collection[str]) -> None:
    check_all_known(document, (*place, "accepted"), entry.accepted, known)
    seen = set(entry.accepted)
    for key, named in (("doubtful", entry.doubtful), ("approval", entry.approval)):
        for name in named:
            check_all_known(document, (*place, key), (name,), known)
            if name in seen:
                raise document.problem((*place, key, name), "it stands there twice.", "Keep it in one of the lists.")
        seen |= set(named)
