"""Judging the links of rows once more, as they stand: after others wrote in between, and when a parent has come."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from theatrum.consortium.linking.hood import concerned, load
from theatrum.consortium.linking.marks import Marker, Marks
from theatrum.consortium.linking.mentions import marks_of
from theatrum.consortium.linking.models import Followed
from theatrum.consortium.linking.near import judge_lines
from theatrum.consortium.linking.subject import subject_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids import news
from theatrum.repository.grids.links import of_links
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.rows import store_findings

_PIECE = 500


def settle(workspace: Workspace, numbers: Collection[int]) -> int:
    """Judge the links of rows as they stand, outside of any transaction; returns of how many another is said now."""
    followed = Followed.objects.filter(workspace=workspace, is_whole=True).first()
    subject = subject_of(in_force(), workspace, center=followed.center) if followed is not None else None
    if subject is None:
        return 0
    marker, ordered = Marker(subject), sorted(numbers)
    return sum(_settle(marker, ordered[start : start + _PIECE]) for start in range(0, len(ordered), _PIECE))


def settle_around(workspace: Workspace, numbers: Collection[int], moved: Marks) -> None:
    """Judge rows as they stand, and those that have to do with them or with marks that came or went; see ``settle``."""
    now = marks_of(workspace, numbers)
    settle(workspace, {*numbers, *concerned(workspace, moved | now)})


def _settle(marker: Marker, numbers: Sequence[int]) -> int:
    workspace = marker.subject.workspace
    lines = load(workspace, marker, numbers)
    found = judge_lines(marker, lines)
    lines |= load(workspace, marker, found.keys() - lines.keys())
    changed = {
        number: (line.id, line.version, with_links(line.findings, found.get(number, [])))
        for number, line in lines.items()
        if of_links(line.findings) != found.get(number, [])
    }
    write_findings(workspace, changed)
    return len(changed)


def write_findings(workspace: Workspace, changed: Mapping[int, tuple[int, int, Sequence[JsonObject]]]) -> None:
    """Store all findings of rows, by number with key and version, and tell everybody at the grid."""
    if changed:
        with writing():
            store_findings(changed.values())
            news.tell(workspace, {"t": "judged", "rows": [*sorted(changed)]})


def with_links(findings: Iterable[JsonObject], links: Sequence[JsonObject]) -> list[JsonObject]:
    """Return the findings of a row with others about its links."""
    return [*(one for one in findings if not one.get("is_link")), *links]
