"""The form in which a center asks for an exception: what it is from is said by the finding that it was opened at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from theatrum.checks.profile.attestation_shapes import ExceptionKind
from theatrum.consortium.exceptions.actions import Wanted
from theatrum.consortium.exceptions.applying import Told, may_be_excepted
from theatrum.consortium.exceptions.counting import values_of
from theatrum.consortium.exceptions.errors import NotExcepted, RequestIsInvalid
from theatrum.consortium.exceptions.models import LONGEST_PATTERN, LONGEST_REASON, Scope
from theatrum.consortium.exceptions.places import where_is
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web.pages.entities import downloads
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.files import downloading

_LONGEST = 200
_MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """The finding from which an exception is asked, and where it was told."""

    center_id: str
    release: int
    component: str
    told: Told
    kind: ExceptionKind
    node: Node | None
    # What stands there now, as far as the asker may see it.
    values: Sequence[str] = ()


class AskForm(forms.Form):
    """How far the exception is to reach, and why."""

    scope = forms.ChoiceField(widget=forms.RadioSelect, label="It is for")
    pattern = forms.CharField(
        label="Only where this stands",
        required=False,
        max_length=LONGEST_PATTERN,
        help_text="A star stands for anything. Empty is for every value. Nothing about a person may be in it.",
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why the data cannot be otherwise, and what it is good for. Nothing about a person may be in it.",
    )


def asked_of(actor: Actor, center_id: str, query: Mapping[str, str]) -> Asked:
    """Read from an address what an exception is asked from.

    Raises NotExcepted, RequestIsInvalid, and what access refuses at the entity.
    """
    told = Told(query.get("code", "")[:_LONGEST], query.get("column", "")[:_LONGEST])
    component = query.get("component", "")[:_LONGEST]
    kind = in_force().attestations.kind_of(told.code, told.column, component)
    if kind is None or not may_be_excepted(told, component):
        raise NotExcepted(finding=told.code or "this")
    node = require_node(actor, parse_entity_id(query["node"])) if query.get("node") else None
    where = where_is(node) if node is not None else None
    if node is not None and (where is None or (where.center_id, where.component) != (center_id, component)):
        raise RequestIsInvalid(reason=f"{node.public_id} is in no folder of {component} at {center_id}.")
    release = where.release if where else _release(query.get("release", ""))
    return Asked(center_id, release, component, told, kind, node, _values(actor, node, told))


def _values(actor: Actor, node: Node | None, told: Told) -> Sequence[str]:
    """Return what stands there for who sees it on the page of the entity, too: of rows, who may have the file now."""
    if node is None or node.is_container or not access.may(actor, Permission.DOWNLOAD, node):
        return ()
    if node.kind == Kind.RECORD_SET and node.current is not None:
        try:
            downloading.find_one(actor, downloads.claim(node, node.current))
        except DomainError:
            return ()
    return values_of(node, told)[:_MOST_VALUES]


def ask_form(asked: Asked, data: Mapping[str, str] | None) -> AskForm:
    """Return the form for a finding."""
    initial = {"scope": _choices(asked)[0][0], "pattern": asked.values[0] if len(asked.values) == 1 else ""}
    form = AskForm(data, initial=initial)
    form.fields["scope"] = forms.ChoiceField(widget=forms.RadioSelect, label="It is for", choices=_choices(asked))
    return form


def wanted_of(asked: Asked, form: AskForm) -> Wanted:
    """Return what a valid form asks for."""
    scope = Scope(form.cleaned_data["scope"])
    node = asked.node
    if scope is Scope.FOLDER and node is not None and not node.is_container:
        node = node.parent
    return Wanted(
        center_id=asked.center_id,
        release=asked.release,
        component=asked.component,
        told=asked.told,
        scope=scope,
        node=node,
        reason=form.cleaned_data["reason"],
        pattern=form.cleaned_data["pattern"],
    )


def _choices(asked: Asked) -> list[tuple[str, str]]:
    whole = (Scope.COMPONENT.value, f"all of {asked.component} in release {asked.release}")
    if asked.node is None:
        return [whole]
    if asked.node.is_container:
        return [(Scope.FOLDER.value, f"all in the folder {asked.node.name}"), whole]
    return [
        (Scope.FILE.value, f"{asked.node.name} only"),
        (Scope.FOLDER.value, "all in the folder that it is in"),
        whole,
    ]


def _release(text: str) -> int:
    known = next((number for number in in_force().releases if str(number) == text), None)
    if known is None:
        raise RequestIsInvalid(reason="Say for which release.")
    return known
