"""Hostile requests: whatever arrives at any route, the answer is never a 5xx and always in Synapse's form."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Answer, sign_in
from theatrum.doors.api import urls
from theatrum.doors.api.wire.message import Wire
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.entities.models import Kind

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
# Stands for an entity that exists.
REAL = "synREAL"
# 501 is ours to give: clients do not repeat it.
ALLOWED_5XX = {501}

texts = st.text(max_size=30) | st.sampled_from(
    [REAL, REAL, "syn1", "syn4489", "1", "0", "-1", "9" * 18, "9" * 40, "../..", "x" * 3000]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8
)


@cache
def templates() -> tuple[str, ...]:
    """Return the path templates of all routes."""
    return tuple(sorted(set(_walk(urls.urlpatterns, "/"))))


@cache
def messages() -> tuple[tuple[str, ...], ...]:
    """Return for each kind of message the property names that it may have."""
    kinds = (tuple(field.alias or name for name, field in model.model_fields.items()) for model in _subclasses(Wire))
    return tuple(sorted(names for names in kinds if names))


def _subclasses(model: type[Wire]) -> Iterator[type[Wire]]:
    for each in model.__subclasses__():
        yield each
        yield from _subclasses(each)


def _walk(patterns: Iterable[object], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and "(?P" not in str(pattern.pattern):
            yield prefix + str(pattern.pattern)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """Draw a method, a path of one of the routes with hostile parameters, and a body."""
    template = draw(st.sampled_from(templates()))
    pieces = [_filled(draw, piece) for piece in template.split("/")]
    query = draw(
        st.sampled_from(["", "?limit=x", "?offset=-9&limit=99999999999999999999", "?ids=1,,x", "?prefix=%ff%00"])
    )
    names = st.sampled_from(draw(st.sampled_from(messages())))
    wild = st.dictionaries(names | texts, values, max_size=8)
    body = draw(st.binary(max_size=20) | st.just(b"") | wild.map(lambda value: json.dumps(value).encode()))
    return draw(st.sampled_from(METHODS)), "/".join(pieces) + query, body


def _filled(draw: st.DrawFn, piece: str) -> str:
    return quote(draw(texts), safe="") or "-" if piece.startswith("<") else piece


def _check(answer: Answer, asked: object) -> None:
    assert answer.status < 500 or answer.status in ALLOWED_5XX, (answer, asked)
    if answer.status >= 400:
        assert answer.reason, asked


@pytest.mark.django_db
class TestAnyRequest(TestCase):
    """Each example runs in a transaction of its own."""

    @given(requests())
    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    def test_answer_is_never_a_failure_of_the_server(self, asked: tuple[str, str, bytes]) -> None:
        method, path, body = asked
        ana = make_person("ana", is_administrator=True)
        project = make_entity(ana, Kind.PROJECT, "Atlas").public_id
        answer = sign_in(ana).ask(method, path.replace(REAL, project), body.replace(REAL.encode(), project.encode()))
        _check(answer, asked)

    @given(st.text(max_size=60), st.binary(max_size=40))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_any_address_has_an_answer(self, rest: str, body: bytes) -> None:
        wire = sign_in(make_person("ana"))
        for method in ("GET", "POST"):
            _check(wire.ask(method, f"/repo/v1/{quote(rest)}", body), rest)
