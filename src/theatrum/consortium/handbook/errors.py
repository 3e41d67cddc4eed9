"""What the network's own pages refuse."""

from theatrum.kernel.errors import DomainError, Kind


class MembersOnly(DomainError):
    """The page is for people of the network."""

    code = "handbook.members_only"
    kind = Kind.FORBIDDEN
    template = "This page is for members of the network: people of a center or of the coordinating center."


class HandbookNotSeeded(DomainError):
    """The network's wiki has not been made yet."""

    code = "handbook.not_seeded"
    kind = Kind.NOT_FOUND
    template = (
        "The network's wiki is not here yet. An administrator makes it by the command: theatrum admin handbook seed"
    )


class HandbookPageNotFound(DomainError):
    """No page of the start content has this name, or it was deleted."""

    code = "handbook.page_not_found"
    kind = Kind.NOT_FOUND
    template = "The network's wiki has no page {name!r} any more. Begin at its first page."


class ProjectIsTaken(DomainError):
    """A project has the name of the network's wiki, and was not made for it."""

    code = "handbook.project_is_taken"
    kind = Kind.CONFLICT
    template = (
        "There is a project {name!r} already ({id}), and it is not the network's wiki. Rename it, then try again."
    )


class HandbookInTrash(DomainError):
    """The project of the network's wiki was deleted, and can still be restored."""

    code = "handbook.in_trash"
    kind = Kind.CONFLICT
    template = "The network's wiki ({id}) is in the trash: restore it there, or delete it for good, then try again."
