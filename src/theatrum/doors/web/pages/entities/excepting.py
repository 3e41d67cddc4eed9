"""How findings on an entity read where an exception covers them, and where one may be asked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from theatrum.consortium.exceptions.applying import Told, Where, apply, grants_of, may_be_excepted, told_of
from theatrum.consortium.exceptions.counting import excepted_in, grants_in
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_is
from theatrum.consortium.exceptions.queries import may_ask
from theatrum.doors.web.pages.entities import shown
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node

EXCEPTED = shown.Badge("unknown", "Excepted")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said beside one finding: that it is excepted, or where an exception can be asked for; empty for none."""

    text: str = ""
    url: str = ""
    ask_url: str = ""

    @property
    def is_excepted(self) -> bool:
        """Whether an exception covers the finding."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Marker:
    """Says of findings at one place whether they are excepted. ``where`` None: it is no place of a center."""

    where: Where | None = None
    grants: Sequence[Request] = ()
    node: Node | None = None
    may_ask: bool = False

    def mark(self, told: Told) -> Mark:
        """Return what to say beside a finding."""
        if self.where is None:
            return Mark()
        grant = next((by for _, by in apply([told], where=self.where, grants=self.grants).excepted), None)
        if grant is not None:
            return Mark(f"Excepted until {grant.expires_on:%d %b %Y}", address_of(grant))
        if not self.may_ask or not may_be_excepted(told, self.where.component):
            return Mark()
        return Mark(ask_url=ask_address(self.where, told, self.node))

    def leaves(self, findings: Iterable[JsonObject]) -> int:
        """Return how many findings are errors still."""
        errors = [one for one in findings if one.get("severity", "error") == "error"]
        return len(errors) if self.where is None else len(apply(errors, where=self.where, grants=self.grants).standing)


def marker_for(actor: Actor, node: Node) -> Marker:
    """Return what marks the findings on an entity."""
    where = where_is(node)
    if where is None:
        return Marker()
    grants = grants_of([where.center_id], where.release)
    return Marker(where, grants, node, may_ask(actor, where.center_id))


def badges(rows: Collection[Node], found: Mapping[int, shown.Badge | None]) -> dict[int, shown.Badge | None]:
    """Return the badges of what is in a container, those changed whose errors are all excepted.

    As many queries for all as for one.
    """
    invalid = [row.id for row in rows if not row.is_container and _is_invalid(found.get(row.id))]
    excepted = excepted_among(Node.objects.filter(id__in=invalid)) if invalid else ()
    return {**found, **dict.fromkeys(excepted, EXCEPTED)}


def excepted_among(nodes: QuerySet[Node]) -> list[int]:
    """Return the ids of those entities whose errors are all excepted."""
    grants = grants_in(nodes)
    return [one.node_id for one in excepted_in(nodes, grants)] if grants else []


def _is_invalid(badge: shown.Badge | None) -> bool:
    return badge is not None and badge.state == "invalid"


def badge(found: shown.Badge | None, marker: Marker, findings: Sequence[JsonObject]) -> shown.Badge | None:
    """Return the badge of something invalid: another one where every error is excepted."""
    if found is None or found.state != "invalid" or not findings or not marker.grants:
        return found
    return found if marker.leaves(findings) else EXCEPTED


def address_of(request: Request) -> str:
    """Return the address of an exception."""
    return reverse("center_exception", args=[request.center_id, request.pk])


def ask_address(where: Where, told: Told, node: Node | None) -> str:
    """Return the address of the form that asks for an exception from a finding."""
    values = {"release": str(where.release), "component": where.component, "code": told.code, "column": told.column}
    if node is not None:
        values["node"] = node.public_id
    return f"{reverse('center_exception_new', args=[where.center_id])}?{urlencode(values)}"


def told(finding: JsonObject) -> Told:
    """Read what decides of a finding that is kept as JSON."""
    return told_of(finding)
