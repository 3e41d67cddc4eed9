"""What seats at a grid ask about comments, and what all of them are told: the messages of the protocol."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from theatrum.drivers.db.transactions import writing
from theatrum.kernel.clock import wire_time
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import names
from theatrum.repository.grids import asking, news
from theatrum.repository.grids.comments.accepting import accept
from theatrum.repository.grids.comments.actions import Said, add_comment, settle_comment
from theatrum.repository.grids.comments.errors import CommentIsInvalid
from theatrum.repository.grids.comments.models import Comment, State
from theatrum.repository.grids.comments.policy import require_comment
from theatrum.repository.grids.comments.queries import Placed, find_placed, get_comment, list_comments
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.refusing import Entering, require_clean

# So many other grids over a source, those that were used last, are told at once; the rest reads when it is opened.
MOST_TOLD = 5
_STATES = {"done": State.DONE, "reject": State.REJECTED, "open": State.OPEN}


class _Message(BaseModel):
    model_config = ConfigDict(strict=True)


_M = TypeVar("_M", bound=_Message)


class _Asked(_Message):
    row: int | None = None


class _Commented(_Message):
    row: int = Field(ge=1)
    slot: int = Field(ge=0)
    text: str = ""
    suggested: str | None = None
    is_suggestion: bool = False
    reply_to: int | None = None
    seat: int | None = None


class _Settled(_Message):
    comment: int = Field(ge=1)
    how: str
    seat: int | None = None


def register() -> None:
    """Answer the messages about comments."""
    asking.register("comments", answer_comments)
    asking.register("comment", answer_comment)
    asking.register("settle", answer_settle)


def answer_comments(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Return ``{"items": [comment]}``: those of a row, or all, oldest first."""
    asked = _read(_Asked, message)
    require_comment(actor, workspace)
    return {"items": [*_told(workspace, list_comments(workspace, number=asked.row))]}


def answer_comment(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Keep a comment, a suggestion or a reply, and tell everybody. Returns ``{"comment": number}``."""
    said = _read(_Commented, message)
    thread = None if said.reply_to is None else get_comment(workspace, said.reply_to)
    _require_clean(workspace, said)
    with writing():
        comment = add_comment(
            actor=actor,
            workspace=workspace,
            said=Said(
                number=said.row,
                slot=said.slot,
                text=said.text,
                is_suggestion=said.is_suggestion,
                suggested=said.suggested or None,
                reply_to=thread,
            ),
        )
        _tell(workspace, Placed(comment, said.row, said.slot))
    _tell_elsewhere(workspace, comment)
    return {"comment": comment.pk}


def answer_settle(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Settle a comment or a suggestion, or open it again, and tell everybody. Returns ``{"comment": number}``."""
    asked = _read(_Settled, message)
    placed = get_comment(workspace, asked.comment)
    if asked.how == "accept":
        comment = accept(actor, workspace, placed, replica_id=asked.seat)
    elif (state := _STATES.get(asked.how)) is not None:
        with writing():
            comment = settle_comment(actor=actor, workspace=workspace, placed=placed, state=state)
    else:
        raise CommentIsInvalid(reason=f"{asked.how[:40]!r} is none of done, open, accept, reject.")
    _tell(workspace, Placed(comment, placed.number, placed.slot))
    _tell_elsewhere(workspace, comment)
    return {"comment": comment.pk}


def _require_clean(workspace: Workspace, said: _Commented) -> None:
    """Return quietly if nothing in it identifies a person, as would be refused in the cell. Raises CellsIdentify."""
    texts = [text for text in (said.text, said.suggested) if text]
    require_clean(workspace, [Entering(said.row, None, {said.slot: text}) for text in texts])


def _tell(workspace: Workspace, placed: Placed) -> None:
    news.tell(workspace, {"t": "comment", "comment": _told(workspace, [placed])[0]})


def _tell_elsewhere(workspace: Workspace, comment: Comment) -> None:
    """Tell those at other grids over the same source, on the row that is the same there."""
    others = Workspace.objects.filter(source_id=workspace.source_id, deleted_on=None).exclude(pk=workspace.pk)
    for other in others.select_related("source__current").order_by("-modified_on")[:MOST_TOLD]:
        for placed in find_placed(other, comment):
            _tell(other, placed)


def _told(workspace: Workspace, found: Sequence[Placed]) -> list[JsonValue]:
    """Return comments as the protocol has them."""
    comments = [placed.comment for placed in found]
    people = names({one.created_by for one in comments} | {one.settled_by for one in comments if one.settled_by})
    return [_message(workspace, placed, people) for placed in found]


def _message(workspace: Workspace, placed: Placed, people: Mapping[int, str]) -> JsonObject:
    comment, operation = placed.comment, placed.comment.operation
    message: JsonObject = {
        "comment": comment.pk,
        "row": placed.number,
        "slot": placed.slot,
        "by": _person(comment.created_by, people),
        "at": wire_time(comment.created_on),
        "text": comment.text,
        "suggested": comment.suggested,
        "was": comment.was,
        "is_suggestion": comment.is_suggestion,
        "state": comment.state,
        "reply_to": comment.reply_to_id,
    }
    if comment.settled_by is not None and comment.settled_on is not None:
        is_here = operation is not None and operation.workspace_id == workspace.pk
        message["settled"] = {
            "by": _person(comment.settled_by, people),
            "at": wire_time(comment.settled_on),
            "sequence": operation.sequence if operation is not None and is_here else None,
        }
    return message


def _person(number: int, people: Mapping[int, str]) -> JsonObject:
    return {"id": number, "name": people.get(number, "somebody")}


def _read(model: type[_M], message: JsonObject) -> _M:
    try:
        return model.model_validate(message)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CommentIsInvalid(reason=f"The field {where} of the message cannot be read: {first['msg']}.") from error
