"""Names of people and teams: each once, whoever asks for it at the same moment."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import policy, queries
from theatrum.repository.accounts.errors import NameIsTaken

# Returns names of teams to which higher floors give rights: whoever has such a team decides who has these.
Reserved = Callable[[], Collection[str]]

_reserved = Hooks[Reserved]()


def reserve(names: Reserved) -> None:
    """Keep names of teams for administrators."""
    _reserved.register(names)


def require_open_name(actor: Actor, name: str) -> None:
    """Return quietly if the actor may call a team so. Raises NameIsTaken."""
    if actor.is_administrator:
        return
    wanted = policy.name_key(name)
    if any(wanted == policy.name_key(one) for names in _reserved for one in names()):
        raise NameIsTaken(name=name)


def require_free_name(name: str, *, except_id: int = 0) -> None:
    """Return quietly if nobody else has the name. Raises NameIsTaken."""
    if queries.name_is_taken(name, except_id=except_id):
        raise NameIsTaken(name=name)


@contextmanager
def claiming(name: str) -> Iterator[None]:
    """Guard a write that claims a name: another one may have claimed it since it was looked for.

    Raises NameIsTaken.
    """
    try:
        with savepoint():
            yield
    except IntegrityError as error:
        raise NameIsTaken(name=name) from error
