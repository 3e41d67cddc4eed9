"""The form that annotates one file: its attributes, filled in where known; the verdict as soon as it is saved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import problems, shown
from theatrum.doors.web.pages.entities.annotate import attributes, fields, fills, posted
from theatrum.doors.web.pages.entities.annotate.attributes import Attribute
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts, changed, texts_of
from theatrum.doors.web.pages.model.addresses import described_at
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.errors import EtagIsStale
from theatrum.repository.entities.models import Kind, Node, Verdict
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for
from theatrum.repository.entities.validation.queries import find_validation
from theatrum.repository.schemas.compiled import compiled


@dataclass(frozen=True)
class Form:
    """What the form is about: the file, what is stored, and what its component asks."""

    node: Node
    path: Sequence[Node]
    bound: BoundSchema | None
    attributes: Mapping[str, Attribute]
    stored: Mapping[str, Texts]


@viewer.signed_in
def annotate(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show the form, and save what it sends."""
    actor = viewer.actor(request)
    form = _load(actor, parse_entity_id(entity_id))
    if request.method != "POST":
        return _fresh(request, form)
    if request.POST.get("etag") != form.node.etag:
        return _conflict(request, form)
    wanted = posted.wanted(request.POST, form.attributes, form.stored)
    try:
        _save(actor, form, wanted)
    except EtagIsStale:
        return _conflict(request, _load(actor, form.node.id))
    except DomainError as error:
        return _show(request, form, wanted, refused=str(error), status=400)
    return _saved(request, form.node)


def _load(actor: Actor, number: int) -> Form:
    node = nodes.require_node(actor, number, Permission.UPDATE)
    # The component of a record set describes its rows, not its annotations.
    bound = bound_for(node.id) if node.kind == Kind.FILE else None
    known = attributes.of(compiled(bound.digest)) if bound else []
    stored = node.current.annotations if node.current else {}
    return Form(
        node=node,
        path=nodes.path_to(node),
        bound=bound,
        attributes={one.name: one for one in known},
        stored={name: texts_of(value) for name, value in stored.items()},
    )


def _save(actor: Actor, form: Form, wanted: Mapping[str, Texts]) -> None:
    stored = form.node.current.annotations if form.node.current else {}
    after = changed(stored, wanted, form.attributes)
    if after == stored:
        return
    draft = draft_update(actor=actor, node_id=form.node.id, etag=form.node.etag, annotations=after)
    with writing():
        update_entity(actor=actor, draft=draft)


def _saved(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Lead back to the form while there is something to mend, else to the file."""
    verdict = find_validation(node) if node.kind == Kind.FILE else None
    if verdict is not None and verdict.verdict == Verdict.INVALID:
        count = len(problems.problems(verdict))
        messages.warning(request, f"Saved. {count} thing{'' if count == 1 else 's'} to mend, named beside the fields.")
        return HttpResponseRedirect(reverse("entity_annotate", args=[node.public_id]))
    is_valid = verdict is not None and verdict.verdict == Verdict.VALID
    messages.success(request, "Saved, and valid." if is_valid else "Saved.")
    return HttpResponseRedirect(shown.address(node))


def _fresh(request: HttpRequest, form: Form) -> HttpResponseBase:
    filled = fills.known(in_force(), list(form.attributes.values()), form.path) if form.bound else {}
    notes = {name: "Filled in from the file: check it and save." for name in filled if not form.stored.get(name)}
    values = dict(form.stored) | {name: (filled[name],) for name in notes}
    return _show(request, form, values, notes=notes)


def _conflict(request: HttpRequest, form: Form) -> HttpResponseBase:
    """Show both values where two people wrote different ones; what only one of them changed needs no choice."""
    merged = posted.merge(request.POST, form.attributes, form.stored)
    who = accounts.names({form.node.modified_by}).get(form.node.modified_by, "Somebody")
    told = f"{who} has saved other annotations of this file since you opened it."
    return _show(request, form, merged.values, theirs=merged.theirs, refused=told, status=412)


def _show(
    request: HttpRequest,
    form: Form,
    values: Mapping[str, Texts],
    *,
    notes: Mapping[str, str] | None = None,
    theirs: Mapping[str, Texts] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponseBase:
    is_judged = form.bound is not None and bool(form.stored)
    found = problems.problems(find_validation(form.node)) if is_judged else []
    wrong, notes, theirs = fields.by_attribute(found), notes or {}, theirs or {}
    known = [
        fields.field(
            one,
            values.get(name, ()),
            problems=[fields.beside(problem, one) for problem in wrong.get(name, ())],
            note=notes.get(name, ""),
            theirs=theirs.get(name),
        )
        for name, one in form.attributes.items()
    ]
    extra = [
        fields.unknown(name, texts, problems=wrong.get(name, ()), theirs=theirs.get(name))
        for name, texts in values.items()
        if name not in form.attributes and (texts or name in form.stored or name in theirs)
    ]
    shown_values = {
        "required": [one for one in known if _is_required(one)],
        "optional": [one for one in known if not _is_required(one)],
        "extra": extra,
        "component": shown.component(form.bound, form.path),
        "described": described_at(form.bound.schema_id if form.bound else None),
        "whole": wrong.get("", []),
        "to_mend": f"{len(found)} to mend" if found else "",
        "refused": refused,
        "is_stale": status == 412,
        "has_both": bool(theirs),
        "before": json.dumps({name: list(texts) for name, texts in form.stored.items()}),
    }
    return render(
        request, "entities/annotate.html", shown.frame(viewer.actor(request), form.node) | shown_values, status=status
    )


def _is_required(one: fields.Field) -> bool:
    """What a condition requires, as a problem says, stands with what is always required."""
    return bool(one.attribute and one.attribute.is_required) or bool(one.problems and not one.values)
