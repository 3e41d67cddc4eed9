"""What liaisons' tools refuse."""

from theatrum.kernel.errors import DomainError, Kind


class NotALiaison(DomainError):
    """These tools are for liaisons of a center, or for the staff of the coordinating center."""

    code = "liaison.not_a_liaison"
    kind = Kind.FORBIDDEN
    template = "{reason}"


class NotesAreStale(DomainError):
    """Somebody wrote notes meanwhile."""

    code = "liaison.notes_are_stale"
    kind = Kind.CONFLICT
    template = (
        "Somebody wrote version {number} of these notes meanwhile. Copy your text, load the page again, then add it."
    )


class NotesAreInvalid(DomainError):
    """Notes that are longer than is kept, or a version that is none."""

    code = "liaison.notes_are_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class PublicationNotFound(DomainError):
    """There is no such plan of a publication, or the actor does not see its center."""

    code = "liaison.publication_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no publication {id} at {center}."


class PublicationIsInvalid(DomainError):
    """A publication without a title, or with a DOI that is none."""

    code = "liaison.publication_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class PublicationIsStale(DomainError):
    """Somebody changed it meanwhile."""

    code = "liaison.publication_is_stale"
    kind = Kind.CONFLICT
    template = "Somebody changed this publication meanwhile. Load the page again, then repeat your change."


class LetterIsInvalid(DomainError):
    """A message without a text, or to nobody."""

    code = "liaison.letter_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class ViewIsReadOnly(DomainError):
    """Who sees pages as a center does changes nothing."""

    code = "liaison.view_is_read_only"
    kind = Kind.FORBIDDEN
    template = "You see these pages as people of {center} do, read-only. Leave this view first: the button is above."
