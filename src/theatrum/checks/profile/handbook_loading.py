"""Reads the pages in the folder ``handbook``: markdown with a few lines on top that say title, place and order."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder

FOLDER = "handbook"
_EDGE = "---"
_KEYS = ("title", "order", "parent")


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """A page of the start content: its name is that of its file, ``parent`` the name of the page above it."""

    name: str
    title: str
    text: str
    order: int = 0
    parent: str = ""


def read_handbook(folder: ProfileFolder) -> tuple[HandbookPage, ...]:
    """Read the pages, each after the one that it stands below; none where there is no folder. Raises ProfileInvalid."""
    pages = [_read(folder, file) for file in folder.names(FOLDER, ".md")]
    names = {page.name for page in pages}
    for page in pages:
        if page.parent and page.parent not in names:
            raise _wrong(folder, page.name, f"there is no page '{page.parent}'.", "Name the file of a page.")
    return tuple(_from_above(folder, pages))


def _read(folder: ProfileFolder, file: str) -> HandbookPage:
    name = file.removeprefix(f"{FOLDER}/").removesuffix(".md")
    first, *lines = folder.text(file).splitlines()
    if first.strip() != _EDGE or _EDGE not in lines:
        raise _wrong(folder, name, "its first lines say nothing of it.", "Begin with ---, title: and order:, and ---.")
    end = lines.index(_EDGE)
    said = {key.strip(): text.strip() for key, _, text in (line.partition(":") for line in lines[:end] if line.strip())}
    unknown = [key for key in said if key not in _KEYS]
    if unknown or not said.get("title"):
        problem = f"'{unknown[0]}' is unknown there." if unknown else "it has no title."
        raise _wrong(folder, name, problem, f"Write {', '.join(_KEYS)}.")
    if not said.get("order", "0").isdigit():
        raise _wrong(folder, name, "its order is no number.", "Write a whole number.")
    text = "\n".join(lines[end + 1 :]).strip() + "\n"
    return HandbookPage(name, said["title"], text, int(said.get("order", "0")), said.get("parent", ""))


def _from_above(folder: ProfileFolder, pages: Sequence[HandbookPage]) -> Iterator[HandbookPage]:
    """Yield pages from the top down, siblings in their order. Raises ProfileInvalid for a circle."""
    placed: set[str] = {""}
    left = sorted(pages, key=lambda page: (page.order, page.name))
    while left:
        ready = [page for page in left if page.parent in placed]
        if not ready:
            raise _wrong(folder, left[0].name, "it stands below itself.", "Correct 'parent'.")
        yield from ready
        placed |= {page.name for page in ready}
        left = _without(left, {page.name for page in ready})


def _without(pages: Sequence[HandbookPage], names: Collection[str]) -> list[HandbookPage]:
    return [page for page in pages if page.name not in names]


def _wrong(folder: ProfileFolder, name: str, problem: str, fix: str) -> ProfileInvalid:
    return ProfileInvalid(file=f"{folder.name}/{FOLDER}/{name}.md", place="line 1", problem=problem, fix=fix)
