"""What stands between a submission and its review: each thing with the page where it is mended.

What is soft stops nothing once somebody has said that they know of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.findings import Severity
from theatrum.checks.report.numbers import counted
from theatrum.consortium.exceptions.attesting import Due, due_of
from theatrum.consortium.exceptions.queries import waiting_of
from theatrum.consortium.linking.models import Problem, Report
from theatrum.consortium.onboarding.standings import Standing, of_center
from theatrum.consortium.readiness.counts import CenterCounts, ComponentCounts
from theatrum.consortium.readiness.linked import standing_of


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to see to. ``key`` is what is acknowledged; a hard one cannot be."""

    key: str
    text: str
    link: str
    is_soft: bool = False


def open_items(counts: CenterCounts, standings: Sequence[Standing] | None = None) -> list[Item]:
    """Return what is left to do for a center, what stops it first. ``standings`` are read where they are not given."""
    gates = of_center(counts.center_id, counts.release) if standings is None else standings
    items = [
        *_content(counts),
        *(item for one in counts.components for item in _component(counts, one)),
        *_gates(gates),
        *_affirmations(counts),
        *_links(counts),
        *_planned(counts),
        *_exceptions(counts),
    ]
    return sorted(items, key=lambda item: item.is_soft)


def attestations_due(counts: CenterCounts) -> list[Due]:
    """Return what is to be affirmed of the datasets of a center that have content."""
    return due_of([(counts.center_id, one.component) for one in counts.components if one.has_content], counts.release)


def _content(counts: CenterCounts) -> Iterator[Item]:
    if not any(one.has_content for one in counts.components):
        yield Item("content", "Nothing has arrived yet.", f"{_home(counts)}#components")


def _component(counts: CenterCounts, one: ComponentCounts) -> Iterator[Item]:
    link, found = f"{_home(counts)}#{one.component}", one.counts
    thing = "file" if one.is_of_files else "row"
    words = (("invalid", found.invalid, "invalid"), ("held", found.held, "held for review, or locked"))
    for key, number, told in words:
        if number:
            is_are = "is" if number == 1 else "are"
            yield Item(f"{key}:{one.component}", f"{one.component}: {counted(number, thing)} {is_are} {told}.", link)
    if found.pending:
        text = f"{one.component}: {counted(found.pending, thing)} not checked yet."
        yield Item(f"pending:{one.component}", text, link)
    if one.is_required and not one.has_content:
        yield Item(f"required:{one.component}", f"{one.component}: every center has to send it.", link)


def _gates(standings: Sequence[Standing]) -> Iterator[Item]:
    for one in standings:
        if not one.is_passed:
            yield Item(f"gate:{one.gate}", f"{one.name}: {one.step}", one.link, is_soft=one.is_soft)


def _affirmations(counts: CenterCounts) -> Iterator[Item]:
    link = f"/centers/{counts.center_id}/attestations?release={counts.release}"
    for due in attestations_due(counts):
        if not due.is_signed:
            why = "an older text was signed" if due.is_outdated else "not signed yet"
            key = f"attestation:{due.component}:{due.attestation.attestation}"
            text = f"{due.component}: {due.attestation.name} ({why})."
            yield Item(key, text, link, is_soft=not due.attestation.is_required)


def _links(counts: CenterCounts) -> Iterator[Item]:
    link = f"/centers/{counts.center_id}/links?release={counts.release}"
    report = Report.objects.filter(center=counts.center_id, release=counts.release).first()
    if report is None:
        yield Item("links:none", "Links between rows and files were never checked.", link)
        return
    errors = list(Problem.objects.filter(report=report, severity=Severity.ERROR).select_related("part__node"))
    if left := len(standing_of(counts.center_id, counts.release, errors)):
        yield Item("links:errors", f"Links: {counted(left, 'thing')} to mend.", link)
    awaited = Problem.objects.filter(report=report, severity=Severity.PENDING).count()
    if awaited:
        yield Item("links:pending", f"Links: {counted(awaited, 'thing')} still awaited.", link, is_soft=True)


def _planned(counts: CenterCounts) -> Iterator[Item]:
    link = f"/centers/{counts.center_id}/planned?release={counts.release}"
    for one in counts.components:
        if one.expected is not None and one.counts.missing:
            thing = "file" if one.is_of_files else "row"
            text = f"{one.component}: {counted(one.counts.missing, thing)} fewer than planned."
            yield Item(f"planned:{one.component}", text, link, is_soft=True)


def _exceptions(counts: CenterCounts) -> Iterator[Item]:
    waiting = waiting_of([counts.center_id], counts.release).get(counts.center_id, 0)
    if waiting:
        link = f"/centers/{counts.center_id}/exceptions"
        yield Item("exceptions", f"{counted(waiting, 'exception')} not decided on yet.", link, is_soft=True)


def _home(counts: CenterCounts) -> str:
    return f"/centers/{counts.center_id}"
