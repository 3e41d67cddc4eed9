"""Reading comments as a workspace shows them: on its rows, in its columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from theatrum.drivers.db.transactions import writing
from theatrum.repository.grids.comments.errors import CommentNotFound
from theatrum.repository.grids.comments.known import rows_known_as
from theatrum.repository.grids.comments.models import Comment, Place, State
from theatrum.repository.grids.models import Row, Workspace

# Of more the newest are shown.
MOST_COMMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment, and the cell of a workspace that it is about."""

    comment: Comment
    number: int
    slot: int


def list_comments(workspace: Workspace, *, number: int | None = None) -> list[Placed]:
    """Return the comments on rows that are there, replies included, oldest first; of one row, or of all.

    Comments of other workspaces over the same source are looked for, and where they stand is kept: opens a
    transaction of its own for that.
    """
    newest = _comments(workspace).order_by("-id")[:MOST_COMMENTS]
    found = _placed(workspace, list(reversed(newest)))
    shown = _shown(workspace, {placed.number for placed in found} if number is None else {number})
    return [placed for placed in found if placed.number in shown]


def get_comment(workspace: Workspace, comment_id: int) -> Placed:
    """Return a comment on a row that is there. Raises CommentNotFound."""
    comment = _comments(workspace).filter(pk=min(comment_id, 2**62)).first()
    placed = _placed(workspace, [comment]) if comment is not None else []
    if not placed or not _shown(workspace, {placed[0].number}):
        raise CommentNotFound(id=comment_id)
    return placed[0]


def find_placed(workspace: Workspace, comment: Comment) -> list[Placed]:
    """Return where a comment stands in a workspace over the same source: one place, or none where its row is not."""
    placed = _placed(workspace, [comment])
    shown = _shown(workspace, {one.number for one in placed})
    return [one for one in placed if one.number in shown]


def commented_rows(workspace: Workspace) -> set[int]:
    """Return the numbers of rows with an open comment or suggestion."""
    return {placed.number for placed in list_comments(workspace) if _is_open(placed.comment)}


def count_open(workspace: Workspace) -> int:
    """Return how many threads are open on rows that are there."""
    return sum(_is_open(placed.comment) for placed in list_comments(workspace))


def _comments(workspace: Workspace) -> QuerySet[Comment]:
    return Comment.objects.filter(source_id=workspace.source_id).select_related("operation", "reply_to")


def _is_open(comment: Comment) -> bool:
    return comment.reply_to_id is None and comment.state == State.OPEN


def _shown(workspace: Workspace, numbers: Iterable[int]) -> set[int]:
    rows = Row.objects.filter(workspace=workspace, number__in=list(numbers), is_deleted=False)
    return set(rows.values_list("number", flat=True))


def _placed(workspace: Workspace, comments: Sequence[Comment]) -> list[Placed]:
    strangers = [comment for comment in comments if comment.workspace_id != workspace.pk]
    numbers = _places(workspace, strangers) if strangers else {}
    slots = workspace.slots
    found: list[Placed] = []
    for comment in comments:
        number = comment.number if comment.workspace_id == workspace.pk else numbers.get(comment.pk)
        if number is not None and comment.column in slots:
            found.append(Placed(comment, number, slots[comment.column]))
    return found


def _places(workspace: Workspace, comments: Sequence[Comment]) -> dict[int, int | None]:
    """Return the rows of other workspaces' comments by their ids; looks for those that were not looked for."""
    known = Place.objects.filter(workspace=workspace, comment__in=[comment.pk for comment in comments])
    last = Workspace.objects.filter(pk=workspace.pk).values_list("last_number", flat=True).get()
    valid = known.filter(~Q(number=None) | Q(last_number=last))
    found: dict[int, int | None] = dict(valid.values_list("comment_id", "number"))
    missing = [comment for comment in comments if comment.pk not in found]
    if missing:
        rows = rows_known_as(workspace, {comment.row_key for comment in missing if comment.row_key})
        for comment in missing:
            found[comment.pk] = rows.get(comment.row_key)
        _keep(workspace, {comment.pk: found[comment.pk] for comment in missing}, last)
    return found


def _keep(workspace: Workspace, numbers: dict[int, int | None], last: int) -> None:
    places = [
        Place(comment_id=comment_id, workspace=workspace, number=number, last_number=last)
        for comment_id, number in numbers.items()
    ]
    with writing():
        Place.objects.bulk_create(
            places,
            update_conflicts=True,
            unique_fields=["comment", "workspace"],
            update_fields=["number", "last_number"],
            batch_size=500,
        )
