"""The page of templates: an empty table of a component, which begins with a center's own identifiers where asked."""

from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue.page import ComponentPage
from theatrum.checks.numbering.counting import numbered_kinds
from theatrum.checks.templates.delimited import csv_bytes
from theatrum.checks.templates.template import Template, template_of
from theatrum.checks.templates.workbook import write_workbook
from theatrum.consortium.numbering.beginnings import Beginning, identifiers_for, readable_centers
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.model.kept import Kept, kept
from theatrum.doors.web.sending import CSV, WORKBOOK, send
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.repository.access.permissions import Actor

MOST_ROWS = 10_000
_NOTHING = ("", "nothing")


class TemplateForm(forms.Form):
    """What table is wanted. ``actor`` says of which centers it can begin with identifiers."""

    component = forms.ChoiceField(label="Component")
    version = forms.ChoiceField(label="Version of the data model")
    form = forms.ChoiceField(label="As", choices=[("xlsx", "workbook with drop-downs and help"), ("csv", "CSV")])
    center = forms.ChoiceField(
        label="Begin with identifiers of", required=False, help_text="Of those that you may read there."
    )
    kind = forms.ChoiceField(label="Which", required=False)
    left_out = forms.BooleanField(label="Only those that have no row of this component yet", required=False)
    rows = forms.IntegerField(
        label="Rows to begin with, at least",
        min_value=0,
        max_value=MOST_ROWS,
        required=False,
        help_text="With what is the same in every row, such as a license.",
    )

    def __init__(self, shelf: Kept, actor: Actor, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        identifiers = shelf.profile.overlay.identifiers
        kinds = [(kind, identifiers.kind(kind).name.partition(" ")[2] + "s") for kind in numbered_kinds(identifiers)]
        offered = {
            "component": [(name, name) for name in sorted(_components(shelf))],
            "version": [(name, name) for name in reversed(shelf.versions)],
            "center": [_NOTHING, *((one.id, f"{one.id} {one.name}") for one in readable_centers(actor, shelf.profile))],
            "kind": kinds,
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if len(offered["center"]) == 1:
            for name in ("center", "kind", "left_out"):
                del self.fields[name]


@require_safe
def templates(request: HttpRequest) -> HttpResponseBase:
    """Show the form; with ``download`` send the template that it describes."""
    shelf, actor = kept(), viewer.actor(request)
    if "download" not in request.GET:
        chosen = {name: request.GET[name] for name in ("component", "version", "center") if name in request.GET}
        initial = {"version": shelf.newest, "left_out": True, **chosen}
        return _page(request, TemplateForm(shelf, actor, initial=initial))
    form = TemplateForm(shelf, actor, request.GET)
    if form.is_valid():
        try:
            return _send(request, shelf, actor, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
    return _page(request, form)


def _send(request: HttpRequest, shelf: Kept, actor: Actor, asked: dict[str, Any]) -> HttpResponseBase:
    page = shelf.component(asked["component"], asked["version"])
    center, rows = asked.get("center") or None, asked["rows"] or 0
    ids = _ids(shelf, actor, page, asked) if center else []
    name = f"{page.name}-{center}" if center else page.name
    if asked["form"] == "xlsx" and not ids and not rows:
        return send(request, shelf.workbook(page), content_type=WORKBOOK, name=f"{name}.xlsx")
    made = template_of(shelf.profile, page.name, page.version, ids=ids, count=rows, center=center)
    if asked["form"] == "csv":
        return send(request, csv_bytes(made), content_type=CSV, name=f"{name}.csv")
    if len(made.rows) > MOST_ROWS:
        reason = f"{len(made.rows):,} rows are more than a workbook begins with here: {MOST_ROWS:,}. Take the CSV."
        raise InvalidRequest(reason=reason)
    return send(request, _workbook(shelf, made), content_type=WORKBOOK, name=f"{name}.xlsx")


def _ids(shelf: Kept, actor: Actor, page: ComponentPage, asked: dict[str, Any]) -> list[str]:
    beginning = Beginning(
        center=asked["center"], kind=asked["kind"], component=page.name if asked["left_out"] else None
    )
    return identifiers_for(actor, shelf.profile, beginning)


def _workbook(shelf: Kept, made: Template) -> bytes:
    stream = BytesIO()
    write_workbook(stream, shelf.profile, made)
    return stream.getvalue()


def _components(shelf: Kept) -> set[str]:
    return {name for model in shelf.profile.models.values() for name in model.components}


def _page(request: HttpRequest, form: TemplateForm) -> HttpResponseBase:
    values = {"form": form, "most": MOST_ROWS, "trail": [("Tools", "/tools"), ("Templates", "")]}
    return render(request, "tools/templates.html", values)
