"""Where people ask for help: ``support.yaml`` of a profile."""

from typing import Annotated, Literal

from pydantic import Field

from theatrum.checks.profile.shape import TUPLE, Key, Shape, Text

Keys = Annotated[tuple[Key, ...], TUPLE]


class AskedField(Shape):
    """Something that a queue asks for beside title and text; ``from_page`` says what of a page fills it in."""

    field: Key
    name: Text
    kind: Literal["line", "text", "day"] = "line"
    is_needed: bool = False
    help: str = ""
    from_page: Literal["project", "folder", "session", "task", "page", "center"] | None = None


class Queue(Shape):
    """A line of tickets that somebody works on.

    ``is_private``: only officers and who reported see its tickets. ``is_for_liaison``: the liaison of the ticket's
    center is asked first.
    """

    queue: Key
    name: Text
    about: Text
    is_private: bool = False
    is_for_liaison: bool = True
    # How to write a ticket here, shown above the form.
    advice: str = ""
    fields: Annotated[tuple[AskedField, ...], TUPLE] = ()


class Support(Shape):
    """The queues of the help desk, which of them stands for what, and who of a center sees all its tickets."""

    queues: Annotated[tuple[Queue, ...], TUPLE, Field(min_length=1)] = ()
    # The queues that pages of the server open tickets in by themselves.
    general: Key
    problems: Key
    doubts: Key
    access: Key
    privacy: Key
    # Roles whose people see all tickets of their center, private ones apart.
    sees_center: Keys = ()
    # Days after which a solved ticket is closed by itself.
    closes_after: Annotated[int, Field(ge=1, le=365)] = 14
    # Whether every account sees requests for comments, also of who is not of the consortium.
    public_rfcs: bool = False

    def get(self, queue: str) -> Queue | None:
        """Return a queue by its key."""
        return next((one for one in self.queues if one.queue == queue), None)
