"""Making a folder, renaming, moving, deleting and restoring: one form each, which works without a script."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown, undoing
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.actions.emptying import doom_entity
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_creation, draft_update
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.policy import NAME_LIMIT, check_name
from theatrum.repository.entities.queries import nodes, overview

_MOST = 500


class NameForm(forms.Form):
    """The name of an entity; what it may be, the entity's own rules say."""

    name = forms.CharField(
        max_length=NAME_LIMIT,
        help_text="Letters, digits, spaces and _ - . + ' ( ). Nothing about a person may be in a name.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def clean_name(self) -> str:
        """Hold the name against the rules for entities."""
        try:
            return check_name(self.cleaned_data["name"])
        except DomainError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


@viewer.signed_in
def new_folder(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask for a name, and make a folder of it."""
    actor = viewer.actor(request)
    parent = nodes.require_node(actor, parse_entity_id(entity_id), Permission.CREATE)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = EntityFields(kind=Kind.FOLDER, name=form.cleaned_data["name"], parent_id=parent.id)
        try:
            draft = draft_creation(actor=actor, fields=fields)
            with writing():
                made = create_entity(actor=actor, draft=draft)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"The folder {made.name} is there.")
            return HttpResponseRedirect(shown.address(made))
    values = {"form": form, "title": "New folder", "button": "Make folder"}
    return render(request, "entities/name.html", shown.frame(actor, parent) | values)


@viewer.signed_in
def rename(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask for another name."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id), Permission.UPDATE)
    form = NameForm(request.POST or None, initial={"name": node.name})
    if request.method == "POST" and form.is_valid():
        try:
            _change(actor, node, name=form.cleaned_data["name"])
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{node.name} is now called {form.cleaned_data['name']}.")
            return HttpResponseRedirect(shown.address(node))
    values = {"form": form, "title": f"Rename {node.name}", "button": "Rename"}
    return render(request, "entities/name.html", shown.frame(actor, node) | values)


@viewer.signed_in
def move(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show the folders level by level, and move the entity into the one that is chosen."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id), Permission.UPDATE)
    named = request.POST.get("into") or request.GET.get("into") or f"syn{node.parent_id}"
    into = nodes.require_node(actor, parse_entity_id(named))
    refused = ""
    if request.method == "POST":
        try:
            _change(actor, node, parent_id=into.id)
        except DomainError as error:
            refused = str(error)
        else:
            messages.success(request, f"{node.name} is now in {into.name}.")
            return HttpResponseRedirect(shown.address(node))
    values = {
        "into": into,
        "is_here": into.id == node.parent_id,
        "refused": refused,
        "steps": nodes.readable_path(actor, into),
        "folders": [one for one in overview.folders_in(actor, [into.id], limit=_MOST) if one.id != node.id],
    }
    return render(request, "entities/move.html", shown.frame(actor, node) | values, status=409 if refused else 200)


@viewer.signed_in
def delete(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask once, then put an entity into the trash and offer the way back."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id), Permission.DELETE)
    if request.method == "POST":
        with writing():
            trash_entity(actor=actor, node_id=node.id)
        above = reverse("home") if node.kind == Kind.PROJECT else reverse("entity", args=[f"syn{node.parent_id}"])
        return HttpResponseRedirect(f"{above}?{urlencode({undoing.PARAMETER: node.public_id})}")
    counts = overview.counts_of(actor, [node.id])[node.id] if node.is_container else None
    return render(request, "entities/delete.html", shown.frame(actor, node) | {"counts": counts})


@viewer.signed_in
@require_POST
def restore(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Bring an entity back from the trash."""
    with writing():
        node = restore_entity(actor=viewer.actor(request), node_id=parse_entity_id(entity_id))
    messages.success(request, f"{node.name} is back.")
    return HttpResponseRedirect(shown.address(node))


@viewer.signed_in
@require_POST
def purge(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Delete what is in the trash for good."""
    with writing():
        node = doom_entity(actor=viewer.actor(request), node_id=parse_entity_id(entity_id))
    messages.success(request, f"{node.name} is deleted for good.")
    return HttpResponseRedirect(reverse("trash"))


def _change(actor: Actor, node: Node, *, name: str | None = None, parent_id: int | None = None) -> None:
    from_now = fields_of(node)
    wanted = replace(from_now, name=name or from_now.name, parent_id=parent_id or from_now.parent_id)
    draft = draft_update(actor=actor, node_id=node.id, etag=None, fields=wanted)
    with writing():
        update_entity(actor=actor, draft=draft)
