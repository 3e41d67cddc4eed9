"""A scene that is held for a module: made once, and found by each test as it was made."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.factories.accounts import make_user
from tests.support.holding import Held, held
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db
_MADE: list[int] = []


def _make() -> User:
    user: User = make_user("ana")
    _MADE.append(user.pk)
    return user


@pytest.fixture(scope="module")
def held_ana(request: pytest.FixtureRequest) -> Iterator[Held[User]]:
    with held(request, _make) as ana:
        yield ana
    assert not connection.in_atomic_block, "nothing of it is left to the next module"


@pytest.fixture
def ana(held_ana: Held[User], request: pytest.FixtureRequest, db: None) -> User:
    return held_ana.given(request)


@pytest.mark.parametrize("name", ["one", "other"])
def test_what_a_test_changes_no_other_finds(ana: User, name: str) -> None:
    assert (len(_MADE), ana.first_name) == (1, "Ana")
    assert list(User.objects.filter(pk=ana.pk).values_list("first_name", flat=True)) == ["Ana"]
    assert not User.objects.filter(username="ben").exists()
    make_user("ben")
    ana.first_name = name
    ana.save()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_a_scene_of_its_own(ana: User) -> None:
    assert not connection.in_atomic_block
    assert _MADE[-1] == ana.pk
    assert list(User.objects.filter(username="ana")) == [ana]
