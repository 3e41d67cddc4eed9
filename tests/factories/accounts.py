"""People for tests, made by the real actions."""

from functools import cache

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import hashing
from theatrum.repository.accounts.actions.people import create_user
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of

PASSWORD = "correct horse battery"


@cache
def hashed() -> str:
    """Return the hash of the password of all people in tests; a process of its own hashes at the real cost."""
    return hashing.hash_password(PASSWORD)


def make_user(name: str = "anna", *, is_administrator: bool = False, must_change_password: bool = False) -> User:
    """Open an account that signs in with PASSWORD."""
    password_hash = hashed()
    with writing():
        return create_user(
            actor=OPERATOR,
            username=name,
            email=f"{name}@example.org",
            first_name=name.capitalize(),
            last_name="Tester",
            password_hash=password_hash,
            is_administrator=is_administrator,
            must_change_password=must_change_password,
        )


def make_actor(name: str = "anna", *, is_administrator: bool = False) -> Actor:
    """Open an account and return its actor."""
    return actor_of(make_user(name, is_administrator=is_administrator))
