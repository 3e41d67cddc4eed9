"""A table of a center's own choice: uploaded, looked at, and kept as it is."""

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from theatrum.checks.findings import Group
from theatrum.checks.report.numbers import row_ranges
from theatrum.consortium.exchange.own_tables import OwnKind, keep, look_at, own_kind
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.entities.changing import NameForm
from theatrum.doors.web.pages.uploads import json_answer, number_in
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files.downloading import own_file

_LEVELS = {"error": "error", "warning": "warning"}


@viewer.signed_in
@require_safe
def start(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show where the table is dropped."""
    actor = viewer.actor(request)
    folder, kind = _folder(actor, entity_id)
    return render(request, "grids/own/start.html", {**shown.frame(actor, folder), "column": kind.column})


@json_answer
def begin(actor: Actor, body: JsonObject, entity_id: str) -> JsonObject:
    """Lead from an uploaded file to what is found in it."""
    folder, _ = _folder(actor, entity_id)
    handle = own_file(actor, number_in(body, "handle"))
    return {"url": reverse("own_table_look", args=[folder.public_id, handle.pk])}


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, entity_id: str, handle_id: int) -> HttpResponseBase:
    """Show what is found in a table; by POST keep it as a record set of the folder."""
    actor = viewer.actor(request)
    folder, kind = _folder(actor, entity_id)
    handle = own_file(actor, handle_id)
    form = NameForm(request.POST or None, initial={"name": handle.file_name.rpartition(".")[0] or handle.file_name})
    if request.method == "POST" and form.is_valid():
        kept = _keep(form, actor, folder, handle_id)
        if kept is not None:
            return HttpResponseRedirect(reverse("entity", args=[kept.public_id]))
    looked = look_at(kind, handle, folder)
    values = {
        "column": kind.column,
        "file": handle,
        "looked": looked,
        "problems": [_problem(group) for group in looked.groups],
        "form": form,
    }
    return render(request, "grids/own/look.html", {**shown.frame(actor, folder), **values})


def _keep(form: forms.Form, actor: Actor, folder: Node, handle_id: int) -> Node | None:
    try:
        return keep(actor, folder, own_file(actor, handle_id), form.cleaned_data["name"])
    except DomainError as error:
        form.add_error("name", str(error))
        return None


def _folder(actor: Actor, entity_id: str) -> tuple[Node, OwnKind]:
    folder = nodes.require_node(actor, parse_entity_id(entity_id), Permission.CREATE)
    kind = own_kind(folder)
    if kind is None:
        reason = f"{folder.name} takes no tables of a center's own: its columns are those of the data model."
        raise InvalidRequest(reason=reason)
    return folder, kind


def _problem(group: Group) -> dict[str, object]:
    finding = group.finding
    rows = f"row{'s' if len(group.rows) > 1 else ''} {row_ranges(list(group.rows))}" if len(group.rows) else ""
    return {
        "where": ", ".join(part for part in (finding.column or "", rows) if part),
        "severity": _LEVELS.get(finding.severity.value, "note"),
        "message": finding.message,
        "fix": finding.fix,
    }
