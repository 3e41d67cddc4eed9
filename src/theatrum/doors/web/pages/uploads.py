"""What the upload island asks for: start, where to send parts, add, complete, and make an entity of it.

The same actions as on the wire, for a person with a session instead of a token. The bytes themselves
go to the byte plane; here only JSON passes.
"""

import json
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.errors import as_json
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, InvalidRequest, NotAuthenticated
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_creation, draft_update
from theatrum.repository.entities.errors import ChildNotFound
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.policy import check_name
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import queries, uploading
from theatrum.repository.files.actions import uploads
from theatrum.repository.files.models import Upload, UploadState
from theatrum.repository.files.policy import Wanted

P = ParamSpec("P")
Answer = Callable[Concatenate[Actor, JsonObject, P], JsonObject]

_PATH_LIMIT = 50
# Between the id of an upload and the folder that it was started for.
_INTO = "@"


def json_answer(answer: Answer[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Make a view of a function from actor and JSON to JSON; refusals become JSON with the page's status."""
    return require_POST(_as_json(answer))


def json_question(answer: Answer[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Do the same for what only asks: the function gets the parameters of the address."""
    return require_safe(_as_json(answer))


def _parameters(request: HttpRequest) -> dict[str, JsonValue]:
    return {name: str(text) for name, text in request.GET.items()}


def _as_json(answer: Answer[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            actor = viewer.actor(request)
            if actor.is_anonymous:
                raise NotAuthenticated(reason="Your session has ended. Sign in in another tab, then go on here.")
            body = _body(request) if request.method == "POST" else _parameters(request)
            response = JsonResponse(answer(actor, body, *args, **kwargs))
        except DomainError as error:
            response = as_json(error)
        response["Cache-Control"] = "private, no-store"
        return response

    return view


@json_answer
def start(actor: Actor, body: JsonObject, entity_id: str) -> JsonObject:
    """Start or resume the upload of a file that goes into a folder, and tell whether its name is taken there."""
    folder = nodes.require_node(actor, parse_entity_id(entity_id), Permission.CREATE)
    name = check_name(_text(body, "name"))
    begun = begin_upload(actor, {**body, "name": name})
    return {**begun, "id": f"{begun['id']}{_INTO}{folder.public_id}", "existing": _existing(actor, folder, name)}


def begin_upload(actor: Actor, body: JsonObject) -> JsonObject:
    """Start or resume an upload that is for nothing in particular yet; returns how far it is."""
    wanted = Wanted(
        file_name=_text(body, "name"),
        content_type=_text(body, "contentType"),
        md5=_text(body, "md5"),
        size=number_in(body, "size"),
        part_size=number_in(body, "partSize"),
    )
    begun = uploading.begin(actor, wanted)
    if isinstance(begun, uploading.Begun):
        with writing():
            begun = uploads.start_upload(actor=actor, begun=begun)
    return _state(begun)


@json_answer
def sign(actor: Actor, body: JsonObject, upload_id: str) -> JsonObject:
    """Say where to send some parts."""
    upload = _own_upload(actor, upload_id)
    numbers = body.get("parts")
    if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
        raise InvalidRequest(reason="parts must be a list of part numbers.")
    signed = uploading.sign_parts(upload, [number for number in numbers if isinstance(number, int)])
    if uploads.needs_touch(upload):
        with writing():
            uploads.touch_upload(upload=upload)
    # An address on this server goes without its origin: the page may have been opened under another
    # name of the same machine (127.0.0.1 for localhost), and the browser would take it for a stranger.
    own = installation.settings().base_url
    return {"urls": {str(number): request.url.removeprefix(own) for number, request in signed.items()}}


@json_answer
def add(actor: Actor, body: JsonObject, upload_id: str, number: int) -> JsonObject:
    """Say whether a part arrived as it was sent."""
    upload = _own_upload(actor, upload_id)
    confirmation = uploading.confirm(upload, number, md5=_text(body, "md5"))
    if confirmation.held_md5:
        with writing():
            uploads.refuse_part(upload=upload, confirmation=confirmation)
    return {"isGood": confirmation.is_good, "message": confirmation.message}


@json_answer
def complete(actor: Actor, _body: JsonObject, upload_id: str) -> JsonObject:
    """Make the file of its parts."""
    upload = _own_upload(actor, upload_id)
    finished = uploading.finish(upload)
    if finished.is_new:
        with writing():
            upload = uploads.complete_upload(actor=actor, finished=finished)
    uploading.require_unchanged(finished)
    return _state(upload)


@json_answer
def place(actor: Actor, body: JsonObject, entity_id: str) -> JsonObject:
    """Make an entity of an uploaded file: a new one, or a new version of the one that has the name."""
    folder, name = nodes.get_node(parse_entity_id(entity_id)), check_name(_text(body, "name"))
    handle_id = number_in(body, "handle")
    replaces = body.get("replaces")
    if isinstance(replaces, str):
        node = _new_version(actor, parse_entity_id(replaces), handle_id)
    else:
        fields = EntityFields(kind=Kind.FILE, name=name, parent_id=folder.id, handle_id=handle_id)
        draft = draft_creation(actor=actor, fields=fields)
        with writing():
            node = create_entity(actor=actor, draft=draft)
    return {"id": node.public_id, "name": node.name, "url": reverse("entity", args=[node.public_id])}


@json_answer
def folder(actor: Actor, body: JsonObject, entity_id: str) -> JsonObject:
    """Return the folder at a path below one, made where it is missing: for folders that were dropped whole."""
    node = nodes.require_node(actor, parse_entity_id(entity_id), Permission.CREATE)
    steps = [check_name(step) for step in _text(body, "path").split("/") if step.strip()]
    if len(steps) > _PATH_LIMIT:
        raise InvalidRequest(reason=f"The folders are nested {len(steps)} deep; {_PATH_LIMIT} is the most.")
    for step in steps:
        node = _child_folder(actor, node, step)
    return {"id": node.public_id}


def _own_upload(actor: Actor, named: str) -> Upload:
    """Return an upload of the actor, who must still be allowed to put a file into the folder that it was started for.

    Whoever leaves the folder out uploads bytes for nothing in particular, and is asked when they are placed.
    """
    upload_id, _, folder_id = named.partition(_INTO)
    if folder_id:
        nodes.require_node(actor, parse_entity_id(folder_id), Permission.CREATE)
    return queries.own_upload(actor, upload_id)


def _child_folder(actor: Actor, parent: Node, name: str) -> Node:
    try:
        existing = nodes.find_child(actor, parent_id=parent.id, name=name)
    except ChildNotFound:
        fields = EntityFields(kind=Kind.FOLDER, name=name, parent_id=parent.id)
        draft = draft_creation(actor=actor, fields=fields)
        with writing():
            return create_entity(actor=actor, draft=draft)
    if not existing.is_container:
        raise InvalidRequest(reason=f"{name} is a {existing.kind} there, not a folder: rename one of the two.")
    return existing


def _new_version(actor: Actor, node_id: int, handle_id: int) -> Node:
    node = nodes.require_node(actor, node_id, Permission.UPDATE)
    if node.kind != Kind.FILE:
        raise InvalidRequest(reason=f"{node.name} is a {node.kind}: only a file gets another version of its bytes.")
    fields = EntityFields(**{**vars(fields_of(node)), "handle_id": handle_id})
    draft = draft_update(actor=actor, node_id=node.id, etag=node.etag, fields=fields)
    with writing():
        return update_entity(actor=actor, draft=draft)


def _existing(actor: Actor, folder_node: Node, name: str) -> JsonObject | None:
    try:
        taken = nodes.find_child(actor, parent_id=folder_node.id, name=name)
    except ChildNotFound:
        return None
    except AccessDenied:
        # The name is taken all the same; by what, is not for this person to know.
        return {"id": "", "isFile": False}
    return {"id": taken.public_id, "isFile": taken.kind == Kind.FILE}


def _state(upload: Upload) -> JsonObject:
    return {
        "id": str(upload.pk),
        "parts": uploading.parts_state(upload),
        "isComplete": upload.state == UploadState.COMPLETED,
        "handle": upload.handle_id,
    }


def _body(request: HttpRequest) -> JsonObject:
    if request.content_type != "application/json":
        # The check for CSRF has read a form's body already.
        raise InvalidRequest(reason="The request must be JSON.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(reason="The request is not JSON.") from error
    if not isinstance(body, dict):
        raise InvalidRequest(reason="The request must be a JSON object.")
    return body


def _text(body: JsonObject, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or "\0" in value:
        raise InvalidRequest(reason=f"{name} must be text.")
    return value


def number_in(body: JsonObject, name: str) -> int:
    """Return a whole number of a body. Raises InvalidRequest."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise InvalidRequest(reason=f"{name} must be a whole number.")
    return value
