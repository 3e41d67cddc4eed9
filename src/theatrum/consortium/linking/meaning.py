"""What was probably meant by identifiers that nothing gives out: the one near miss that is there, as checks find it."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import product

from theatrum.checks.links.targets import nearest
from theatrum.consortium.known.models import Indexed, Place
from theatrum.consortium.known.places import shut_record_sets
from theatrum.consortium.linking.known import reached
from theatrum.consortium.linking.models import Mention, Role
from theatrum.consortium.linking.subject import Subject, subject_of
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.grids.models import Workspace

# Texts that are asked about at once, and identifiers that are looked up in one query.
MOST = 200
_PIECE = 900
_RUNS = re.compile("([0-9]+)")
_DIGITS = "0123456789"
# A number is looked for with so many zeros before it.
_ZEROS = 4
_MOST_RUNS = 3


def meant(actor: Actor, workspace: Workspace, texts: Collection[str]) -> dict[str, str]:
    """Return the identifier that each of some texts was probably meant to be, as far as there is one alone.

    Of a text that is there itself, or that is no identifier, nothing is said. What the actor may not read does not
    count.
    """
    subject = subject_of(in_force(), workspace)
    if subject is None or not texts:
        return {}
    forms = subject.profile.overlay.identifiers.forms
    asked = {text: kind for text in sorted(texts)[:MOST] if (kind := forms.kind_of(text)) is not None}
    near = {text: {text, *_near(text)} for text in asked}
    there = _there(actor, subject, set[str]().union(*near.values())) if near else set[str]()
    found: dict[str, str] = {}
    for text, kind in asked.items():
        some = [one for one in near[text] & there if forms.kind_of(one) == kind]
        if text not in there and (one := _nearest(subject, text, some)) is not None:
            found[text] = one
    return found


def _nearest(subject: Subject, text: str, candidates: Iterable[str]) -> str | None:
    """Return the nearest of those of the same participant, else of all."""
    forms, ordered = subject.profile.overlay.identifiers.forms, sorted(candidates)
    parsed = forms.parse(text)
    owner = parsed.participant if parsed is not None else None
    siblings = [one for one in ordered if (of := forms.parse(one)) is not None and of.participant == owner]
    return nearest(text, siblings or ordered)


def _there(actor: Actor, subject: Subject, wanted: Collection[str]) -> set[str]:
    """Return those of some identifiers that something gives out: stored, or in a row of the grid."""
    giving = {name for rule in subject.profile.links.kinds for name in rule.components}
    indexed = Indexed.objects.filter(
        reached(subject.profile, subject.center, subject.workspace.source.project_id),
        component__in=giving,
        node__in=visible_nodes(actor),
    )
    sets = indexed.filter(node__kind=Kind.RECORD_SET).values("node_id")
    shut = shut_record_sets(actor, Node.objects.select_related("current").filter(id__in=sets))
    places = Place.objects.filter(node__in=indexed.values("node_id")).exclude(node__in=shut)
    rows = Mention.objects.filter(workspace=subject.workspace, role=Role.GIVES)
    found, ordered = set[str](), sorted(wanted)
    for start in range(0, len(ordered), _PIECE):
        piece = ordered[start : start + _PIECE]
        found.update(places.filter(identifier__in=piece).values_list("identifier", flat=True))
        found.update(rows.filter(text__in=piece).values_list("text", flat=True))
    return found


def _near(text: str) -> Iterator[str]:
    """Yield texts that differ in leading zeros, or by one slip of the hand among the digits."""
    parts = _RUNS.split(text)
    numbers = parts[1::2]
    if len(numbers) <= _MOST_RUNS:
        for some in product(*(_zeros(number) for number in numbers)):
            yield "".join(piece + number for piece, number in zip(parts[::2], (*some, ""), strict=True))
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        is_digit, is_beside = after[:1].isdecimal(), after[:1].isdecimal() or before[-1:].isdecimal()
        if is_digit:
            yield before + after[1:]
            yield from (before + digit + after[1:] for digit in _DIGITS)
        if is_beside:
            yield from (before + digit + after for digit in _DIGITS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _zeros(number: str) -> list[str]:
    plain = number.lstrip("0") or "0"
    return list(dict.fromkeys(["0" * count + plain for count in range(_ZEROS + 1)] + [number]))
