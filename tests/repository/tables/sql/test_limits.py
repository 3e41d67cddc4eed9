"""Limits of queries by who asks."""

from theatrum.repository.access.permissions import ANONYMOUS, Actor, Scope
from theatrum.repository.tables.sql.queries import SECONDS_OF_ANYBODY, seconds_for


def test_who_is_not_signed_in_has_less_time() -> None:
    somebody = Actor(id=3_300_001, principal_ids=frozenset({3_300_001}), scopes=frozenset({Scope.VIEW}))
    assert seconds_for(somebody, 60) == 60
    assert seconds_for(ANONYMOUS, 60) == SECONDS_OF_ANYBODY < 60
    assert seconds_for(ANONYMOUS, 1) == 1
