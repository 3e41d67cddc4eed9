"""Names of people and teams: each once, whoever asks for it at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.errors import NameIsTaken


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
