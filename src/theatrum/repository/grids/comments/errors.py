"""What is true about a refused request on comments."""

from theatrum.kernel.errors import DomainError, Kind


class CommentNotFound(DomainError):
    """There is no such comment on what the grid shows."""

    code = "grids.comment_not_found"
    kind = Kind.NOT_FOUND
    template = "This grid has no comment {id} (any more): read the comments once more."


class CommentIsInvalid(DomainError):
    """A comment cannot be what it is, with the reason and what to do."""

    code = "grids.comment_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class CommentIsSettled(DomainError):
    """Somebody settled it before."""

    code = "grids.comment_settled"
    kind = Kind.CONFLICT
    template = "{what} {id} is {state} already: read the comments once more."


class NotYoursToSettle(DomainError):
    """Only who wrote a comment, or may edit the grid, says that it is done."""

    code = "grids.comment_not_yours"
    kind = Kind.FORBIDDEN
    template = (
        "Comment {id} was written by somebody else: only they, and who may edit the grid, may say that it is done."
    )
