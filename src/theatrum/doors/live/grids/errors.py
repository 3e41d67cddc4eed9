"""What the grid's websocket refuses by itself."""

from theatrum.kernel.errors import DomainError, Kind


class MessageInvalid(DomainError):
    """A message is none that a grid understands, with the reason."""

    code = "grids.message_invalid"
    kind = Kind.INVALID
    template = "The message was not understood: {reason}"


class ViewNotFound(DomainError):
    """A seat asks for rows of a view that it has given up since."""

    code = "grids.view_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no view {view} at this seat any more: ask for it once more."
