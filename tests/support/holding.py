"""Scenes that all tests of a module begin with: made once, in a transaction that those of the tests are nested in.

Each test finds the scene as it was made, whatever others did, since its own transaction is rolled back to there.

    @pytest.fixture(scope="module")
    def held_crew(request: pytest.FixtureRequest) -> Iterator[Held[Crew]]:
        with held(request, make_crew) as crew:
            yield crew

    @pytest.fixture
    def crew(held_crew: Held[Crew], request: pytest.FixtureRequest, db: None) -> Crew:
        return held_crew.given(request)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, Generic, TypeVar

import pytest
from django.db import transaction

Scene = TypeVar("Scene")


class Held(Generic[Scene]):
    """A scene that stands in the database, in an open transaction; or how it is made where none is held."""

    def __init__(self, make: Callable[[], Scene]) -> None:
        """Hold none yet."""
        self._make = make
        self._made: Scene | None = None
        self._around: Any = None

    def given(self, request: pytest.FixtureRequest) -> Scene:
        """Return a test's own copy of the scene. A test that commits ends the hold: this and later ones make theirs."""
        if _commits(request.node):
            self.end()
        return self._make() if self._made is None else deepcopy(self._made)

    def begin(self) -> None:
        """Make the scene, and keep its transaction open."""
        self._around = transaction.atomic()
        self._around._from_testcase = True  # what the code under test calls outermost may be inside this one
        self._around.__enter__()
        self._made = self._make()

    def end(self) -> None:
        """Take the scene back; again does nothing."""
        around, self._around, self._made = self._around, None, None
        if around is not None:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


@contextmanager
def held(request: pytest.FixtureRequest, make: Callable[[], Scene]) -> Iterator[Held[Scene]]:
    """Hold a scene for the tests of a module, for a fixture of that scope.

    Where a test of the module uses the database and does not ask for the scene, none is held: it would find rows that
    it knows nothing of. Nor where all of them commit.
    """
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    scene = Held(make)
    try:
        if _is_for_all(request):
            with blocker.unblock():
                scene.begin()
        yield scene
    finally:
        with blocker.unblock():
            scene.end()


def _is_for_all(request: pytest.FixtureRequest) -> bool:
    of_module = (item for item in request.session.items if item.path == request.path)
    tests = [item for item in of_module if item.get_closest_marker("db")]
    return all(request.fixturename in _fixtures(item) for item in tests) and not all(map(_commits, tests))


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or not _fixtures(item).isdisjoint(
        ("transactional_db", "live_server")
    )


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))
