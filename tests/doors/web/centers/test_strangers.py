"""Nobody finds out by any address below ``/centers`` whether there is a center that they do not see."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.accounts import make_user
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
THERE, NOWHERE = "HTA201", "HTA219"
_CENTER = re.compile(r"<str:center(_id)?>")
# What differs between any two answers.
_FRESH = re.compile(r'(csrfmiddlewaretoken" value|nonce|data-at)="[^"]*"|<time[^>]*>[^<]*</time>')


def addresses() -> Iterator[str]:
    """Return every address of a center, with ``{}`` for the center and numbers for what else it names."""
    for route in _routes(get_resolver().url_patterns, ""):
        if _CENTER.search(route) and route.startswith("centers/"):
            yield "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(str|slug):\w+>", "x", _CENTER.sub("{}", route, count=1)))


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route


def answered(client: Client, method: str, address: str, center: str) -> tuple[int, str, str]:
    sent = {"data": {}, "content_type": "application/json"} if method == "json" else {}
    answer = getattr(client, "get" if method == "get" else "post")(address.format(center), **sent)
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    where = answer.headers.get("Location", "").replace(center, "")
    return answer.status_code, where, _FRESH.sub("", text.replace(center, ""))


def test_addresses_of_a_center_answer_a_stranger_as_if_it_were_not_there() -> None:
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id=THERE)
    client = Client()
    client.force_login(make_user("stranger"), backend=BACKEND)
    walked = list(addresses())
    assert len(walked) > 30
    told: list[str] = []
    for address in walked:
        for method in ("get", "post", "json"):
            one, other = answered(client, method, address, THERE), answered(client, method, address, NOWHERE)
            if one != other or one[0] not in {400, 404, 405}:
                told.append(f"{method} {address}: {one[0]}, {other[0]}")
    assert not told, "; ".join(told)
    for address in walked:
        for method in ("get", "post"):
            one, other = answered(Client(), method, address, THERE), answered(Client(), method, address, NOWHERE)
            assert one == other, address
