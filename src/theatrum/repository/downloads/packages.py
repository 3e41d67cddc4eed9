"""Which files of a download list go into a package."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.kernel.paging import Page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.downloads.queries import Available, Packable, Sorting, available_page
from theatrum.repository.files.models import FileHandle
from theatrum.repository.files.packing import LARGEST_PACKAGE, MOST_FILES

_SMALLEST_FIRST = (Sorting("fileSize"),)


@dataclass(frozen=True)
class Chosen:
    """Files of a list, and the handles to pack: a file that is listed twice is packed once."""

    files: Sequence[Available]
    handles: Sequence[FileHandle]


def choose(actor: Actor) -> Chosen:
    """Return the smallest files of a list that fit into one package together."""
    page = Page(limit=MOST_FILES, offset=0)
    found, _ = available_page(actor, page, sorting=_SMALLEST_FIRST, packable=Packable.YES)
    files: list[Available] = []
    handles: dict[int, FileHandle] = {}
    total = 0
    for one in found:
        if not one.is_packable:
            continue
        total += 0 if one.handle.pk in handles else one.handle.size
        if total > LARGEST_PACKAGE:
            break
        files.append(one)
        handles[one.handle.pk] = one.handle
    return Chosen(files, list(handles.values()))
