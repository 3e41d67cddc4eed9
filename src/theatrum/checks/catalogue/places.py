"""Where a component's files and rows go, in which formats, and who may have them."""

import re
from collections.abc import Iterable

from theatrum.checks.catalogue.page import FolderPage, FormatPage
from theatrum.checks.profile.file_shapes import Files
from theatrum.checks.profile.profile import Profile

_LEVEL = re.compile(r"level[_ ]?(\d+(?:(?:_|and)\d+)*)", re.IGNORECASE)
_OTHER = "Other"


def folders_of(profile: Profile, component: str) -> tuple[FolderPage, ...]:
    """Return the folders whose content a component describes, newest release's tree first."""
    found: dict[str, list[int]] = {}
    for release in sorted(profile.releases.values(), key=lambda one: -one.number):
        for leaf in profile.tree(release):
            if leaf.component == component:
                found.setdefault(leaf.path, []).append(release.number)
    return tuple(FolderPage(path, tuple(sorted(numbers))) for path, numbers in found.items())


def module_of(folders: Iterable[FolderPage]) -> str:
    """Return the part of the data model that a component belongs to: the first step of its folder, in words."""
    first = next(iter(folders), None)
    return first.path.partition("/")[0].replace("_", " ") if first else _OTHER


def level_of(component: str, folders: Iterable[FolderPage]) -> str | None:
    """Return the level of processing that a component's name or folder says; None where there are none."""
    found = next(filter(None, (_LEVEL.search(text) for text in (component, *(one.path for one in folders)))), None)
    return re.sub(r"_|and", " and ", found[1]) if found else None


def formats_of(files: Files, component: str, version: str) -> tuple[FormatPage, ...]:
    """Return the formats that a component's files may have; none where the profile says nothing of them."""
    accepted = files.accepted_for(component, version)
    if accepted is None:
        return ()
    return (
        *(_format(files, name, "accepted") for name in accepted.accepted),
        *(_format(files, name, "doubtful", why) for name, why in accepted.doubtful.items()),
        *(_format(files, name, "approval", why) for name, why in accepted.approval.items()),
    )


def _format(files: Files, name: str, acceptance: str, why: str | None = None) -> FormatPage:
    shape = files.format(name)
    match acceptance:
        case "doubtful":
            return FormatPage(name, shape.name, shape.endings, "doubtful", why)
        case "approval":
            return FormatPage(name, shape.name, shape.endings, "approval", why)
        case _:
            return FormatPage(name, shape.name, shape.endings, "accepted")
