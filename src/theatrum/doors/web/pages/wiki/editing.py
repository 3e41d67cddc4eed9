"""Writing pages: a new one, another version, what happens when somebody else was faster; previews and attachments."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.uploads import begin_upload, json_answer
from theatrum.doors.web.pages.wiki import forms, frame, reading
from theatrum.doors.web.pages.wiki.forms import Writing
from theatrum.doors.web.pages.wiki.frame import Place
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import downloading
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki import actions, differences, markdown, rendering
from theatrum.repository.wiki.errors import PageIsStale
from theatrum.repository.wiki.models import Page, PageVersion
from theatrum.repository.wiki.policy import PageFields
from theatrum.repository.wiki.queries import pages


@viewer.signed_in
def new(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask for a new page and make it, below the one that is named; the first becomes the root."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, Permission.CREATE)
    sent = forms.read(request) if request.method == "POST" else _beginning(request)
    parent = place.by_id.get(sent.parent) or (place.tree[0] if place.tree else None)
    refused = ""
    if request.method == "POST":
        try:
            forms.require_valid(sent)
            made = _create(actor, place, sent, parent.page if parent else None)
        except DomainError as error:
            refused = str(error)
        else:
            messages.success(request, f"{sent.title} is there.")
            return HttpResponseRedirect(f"{frame.address_of(place.node, made.page_id)}?{reading.KEPT}")
    values = {
        "writing": sent,
        "parent": parent,
        "attachments": forms.attached(actor, sent.attachments, ()),
        "refused": refused,
        "draft": f"{place.node.public_id}:new:{parent.page.pk if parent else ''}",
        "cancel": parent.url if parent else reverse("wiki", args=[place.node.public_id]),
    }
    place_values = place.values(parent.page if parent else None, here="New page")
    return render(request, "wiki/edit.html", place_values | {"page": None} | values, status=400 if refused else 200)


@viewer.signed_in
def edit(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Show a page to change it, and keep the change as its next version."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, Permission.UPDATE, current=page_id)
    page = pages.find_page(actor, place.node, page_id)
    version = pages.get_version(page)
    held = pages.attached(version)
    if request.method != "POST":
        try:
            text = markdown.read(actor, version)
        except FileIsLocked:  # the page says why
            messages.warning(request, f"{version.title} can be changed once its text can be shown.")
            return HttpResponseRedirect(frame.address_of(place.node, page_id))
        begun = Writing(version.title, text, [handle.pk for handle in held], page.etag, version.number)
        return _form(request, place, page, begun, held)
    sent = forms.read(request)
    try:
        forms.require_valid(sent)
        _update(actor, place, page, sent)
    except PageIsStale:
        return _stale(request, place, page_id, sent)
    except DomainError as error:
        return _form(request, place, page, sent, forms.attached(actor, sent.attachments, held), refused=str(error))
    messages.success(request, f"{sent.title} is kept.")
    return HttpResponseRedirect(f"{frame.address_of(place.node, page_id)}?{reading.KEPT}")


@json_answer
def preview(actor: Actor, body: JsonObject, entity_id: str) -> JsonObject:
    """Return a text as the page will show it, with attachments that are not kept yet."""
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    text, page, fresh = body.get("text"), body.get("page"), body.get("fresh")
    if not isinstance(text, str) or not isinstance(fresh, dict):
        raise InvalidRequest(reason="A preview needs text, and fresh: the attachments that are not kept yet.")
    at = reading.files_at(node, page) if isinstance(page, int) and 0 < page < 2**63 else ""
    own: Mapping[str, str] = {
        name: reverse("wiki_handle", args=[node.public_id, number])
        for name, number in fresh.items()
        if isinstance(number, int) and 0 < number < 2**63
    }
    return {"html": rendering.render_page(text, files=at, fresh=own).html}


@json_answer
def upload(actor: Actor, body: JsonObject, entity_id: str) -> JsonObject:
    """Start or resume the upload of an attachment, for who may write pages there."""
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    if not access.permissions_of(actor, node) & {Permission.CREATE, Permission.UPDATE}:
        access.require(actor, Permission.UPDATE, node)
    return begin_upload(actor, body)


@require_safe
@viewer.signed_in
def handle(request: HttpRequest, entity_id: str, handle_id: int) -> HttpResponseBase:
    """Lead to the bytes of an own file that is no attachment yet, for previews."""
    actor = viewer.actor(request)
    nodes.require_node(actor, parse_entity_id(entity_id))
    return reading.to_bytes(actor, downloading.own_file(actor, handle_id))


def _beginning(request: HttpRequest) -> Writing:
    return Writing(parent=forms.number_in(request.GET.get("parent") or "0"))


def _create(actor: Actor, place: Place, sent: Writing, parent: Page | None) -> PageVersion:
    blob = markdown.keep(sent.text)
    with writing():
        text = create_handle_of_blob(
            actor=actor, blob=blob, file_name=markdown.file_name(None), content_type=markdown.CONTENT_TYPE
        )
        fields = PageFields(sent.title, text.pk, sent.attachments, parent.pk if parent else None)
        return actions.create_page(actor=actor, node_id=place.node.id, fields=fields)


def _update(actor: Actor, place: Place, page: Page, sent: Writing) -> PageVersion:
    if sent.etag != page.etag:
        raise PageIsStale(id=place.node.public_id)
    blob = markdown.keep(sent.text)
    with writing():
        text = create_handle_of_blob(
            actor=actor, blob=blob, file_name=markdown.file_name(page.pk), content_type=markdown.CONTENT_TYPE
        )
        fields = PageFields(sent.title, text.pk, sent.attachments)
        return actions.update_page(actor=actor, node_id=place.node.id, page_id=page.pk, etag=sent.etag, fields=fields)


def _form(
    request: HttpRequest,
    place: Place,
    page: Page,
    sent: Writing,
    attachments: Sequence[FileHandle],
    *,
    refused: str = "",
    status: int = 400,
) -> HttpResponseBase:
    values = {
        "writing": sent,
        "attachments": attachments,
        "refused": refused,
        "draft": f"{place.node.public_id}:{page.pk}",
        "cancel": frame.address_of(place.node, page.pk),
    }
    values |= place.values(page, here="Edit")
    return render(request, "wiki/edit.html", values, status=status if refused else 200)


def _stale(request: HttpRequest, place: Place, page_id: int, sent: Writing) -> HttpResponseBase:
    """Tell that somebody else was faster; what was sent is never lost."""
    page = pages.find_page(place.actor, place.node, page_id)
    theirs = pages.get_version(page)
    try:
        their_text = markdown.read(place.actor, theirs)
        base = markdown.read(place.actor, pages.get_version(page, sent.base))
    except FileIsLocked as error:
        held = forms.attached(place.actor, sent.attachments, pages.attached(theirs))
        who = accounts.names([theirs.modified_by]).get(theirs.modified_by, "Somebody else")
        refused = (
            f"{who} kept version {theirs.number + 1} while you were writing, and it cannot be put together with yours "
            f"yet. {error} Your text stands below: keep it again in a moment."
        )
        return _form(request, place, page, sent, held, refused=refused, status=409)
    return _conflict(request, place, page, sent, (theirs, their_text, base))


def _conflict(
    request: HttpRequest, place: Place, page: Page, sent: Writing, against: tuple[PageVersion, str, str]
) -> HttpResponseBase:
    """Show what somebody else kept meanwhile beside one's own, put together where that is plain.

    ``against``: their version, its text, and the one that both began with.
    """
    theirs, their_text, base = against
    together = differences.merge(base, sent.text, their_text)
    held = pages.attached(theirs)
    numbers = list(dict.fromkeys([*(one.pk for one in held), *sent.attachments]))
    values = {
        "writing": Writing(sent.title, sent.text if together is None else together, numbers, page.etag, theirs.number),
        "mine": sent.text,
        "is_merged": together is not None,
        "theirs": theirs,
        "their_text": their_text,
        "their_changes": differences.compare(base, their_text),
        "names": accounts.names([theirs.modified_by]),
        "attachments": forms.attached(place.actor, numbers, held),
        "draft": f"{place.node.public_id}:{page.pk}",
        "cancel": frame.address_of(place.node, page.pk),
    }
    return render(request, "wiki/edit.html", place.values(page, here="Edit") | values, status=409)
