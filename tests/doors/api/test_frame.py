"""The frame around every route: whatever is wrong with a request, the answer is Synapse's error body at once."""

import json
import logging
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pydantic import TypeAdapter
from pytest_django import Settings

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in
from theatrum.doors.api import errors
from theatrum.doors.api.app import framed
from theatrum.doors.api.bodies import read_body
from theatrum.doors.api.errors import WireProblem
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, Kind
from theatrum.repository.access.permissions import Scope
from theatrum.repository.accounts.actions.terms import publish_terms
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import find_user

pytestmark = pytest.mark.django_db

PROFILE = "/repo/v1/userProfile"


@pytest.mark.parametrize("path", ["/repo/v1", "/repo/v1/", "/auth/v1", "/file/v1", "/file/v1/"])
def test_root_of_service_answers_200_without_redirect(path: str) -> None:
    assert Wire().get(path).status == 200


@pytest.mark.parametrize("path", ["/repo/v1/nothing", "/repo/v1/teams/", "/file/v1/entity/syn1", "/auth/v1//"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_unknown_route_is_404_with_error_body(method: str, path: str) -> None:
    answer = Wire().ask(method, path)
    assert answer.status == 404
    assert path in answer.reason


@pytest.mark.parametrize("path", ["evaluation/12", "search/query/async/start", "form/data", "secretKey", "doi"])
def test_operation_of_synapse_that_is_not_offered_is_501(path: str) -> None:
    answer = Wire().get(f"/repo/v1/{path}")
    assert answer.status == 501
    assert "not offered" in answer.reason


def test_wrong_method_is_405_and_names_the_right_ones() -> None:
    answer = Wire().delete(PROFILE)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, PUT"
    assert "DELETE is not possible" in answer.reason


def test_get_with_json_type_and_no_body_is_fine() -> None:
    assert Wire().get(PROFILE).json["userName"] == "anonymous"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b'{"userName": "\xff"}',
        b'{"userName": "\\ud800"}',
        b'{"userName": "a\\u0000b"}',
        b'{"deep": {"userName": "\\u0000"}}',
        b'{"userName": ' + b"[" * 100_000,
        b'{"userName": NaN}',
        b'{"userName": ["a"]}',
        b'{"userName": {"a": 1}}',
        b'{"userName": ' + b"9" * 100_000 + b"}",
        b'{"ownerId": "' + b"9" * 400 + b'"}',
        b'{"firstName": "' + b"x" * 151 + b'"}',
    ],
)
def test_body_that_makes_no_sense_is_400(body: bytes) -> None:
    answer = sign_in(make_person("ana")).put(PROFILE, body)
    assert answer.status == 400
    assert answer.reason


def test_missing_body_is_400() -> None:
    answer = sign_in(make_person("ana")).put(PROFILE)
    assert answer.status == 400
    assert "no body" in answer.reason


def test_body_that_did_not_arrive_whole_is_400() -> None:
    environ = RequestFactory().put(PROFILE, b"{}", content_type="application/json").environ
    request = WSGIRequest({**environ, "wsgi.input": BytesIO(b"{}"), "CONTENT_LENGTH": "100"})
    with pytest.raises(WireProblem, match="did not arrive whole"):
        read_body(request, TypeAdapter(object))


def test_response_says_its_length() -> None:
    answer = Wire().get(PROFILE)
    assert answer.headers["content-length"] == str(len(answer.content))


def test_long_address_is_not_repeated_in_full() -> None:
    assert len(Wire().get("/repo/v1/" + "a" * 60_000).reason) < 400


def test_wrong_type_in_body_is_named_with_its_place() -> None:
    answer = sign_in(make_person("ana")).put(PROFILE, {"userName": ["x"]})
    assert "userName: Input should be a valid string" in answer.reason


def test_body_of_other_media_type_is_415() -> None:
    wire = sign_in(make_person("ana"))
    answer = wire.ask("PUT", PROFILE, b"<a/>", **{"content-type": "application/xml"})
    assert answer.status == 415
    assert "application/xml" in answer.reason


def test_body_beyond_the_limit_is_413(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = sign_in(make_person("ana")).put(PROFILE, {"firstName": "x" * 200})
    assert answer.status == 413
    assert "larger" in answer.reason


@pytest.mark.parametrize("path", ["/repo/v1/team/1%00", "/repo/v1/teams?fragment=a%00", "/repo/v1/%00"])
def test_nul_in_address_is_400(path: str) -> None:
    assert Wire().get(path).status == 400


@pytest.mark.parametrize("path", ["/repo/v1/team/x", "/repo/v1/teams?limit=x", "/repo/v1/teams?limit=-1"])
def test_parameter_that_makes_no_sense_is_400(path: str) -> None:
    answer = Wire().get(path)
    assert answer.status == 400
    assert answer.reason


@pytest.mark.parametrize("number", ["9" * 18, "9" * 400, "-1"])
def test_number_beyond_all_columns_is_4xx(number: str) -> None:
    for path in (f"team/{number}", f"userProfile/{number}", f"teams?limit={number}", f"teams?offset={number}"):
        assert 200 <= Wire().get(f"/repo/v1/{path}").status < 500


def test_unknown_token_is_401() -> None:
    answer = Wire(token="nonsense").get(PROFILE)
    assert answer.status == 401
    assert "access token" in answer.reason


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer  ", "x"])
def test_authorization_of_another_sort_is_401(header: str) -> None:
    assert Wire().get(PROFILE, authorization=header).status == 401


def test_cookie_of_a_session_means_nothing() -> None:
    wire, ana = Wire(), make_person("ana")
    wire._client.force_login(find_user(ana.id), backend="django.contrib.auth.backends.ModelBackend")
    assert wire.get(PROFILE).json["userName"] == "anonymous"
    assert wire.put(PROFILE, {"firstName": "Mallory"}).status == 403


def test_write_without_sign_in_is_403() -> None:
    answer = Wire().post("/repo/v1/team", {"name": "Mine"})
    assert answer.status == 403
    assert "Sign in" in answer.reason


def test_write_with_a_token_for_viewing_is_403() -> None:
    wire = sign_in(make_person("ana"), scopes=(Scope.VIEW,))
    answer = wire.post("/repo/v1/team", {"name": "Mine"})
    assert answer.status == 403
    assert "'modify'" in answer.reason


@pytest.mark.requirement("R9")
def test_write_before_the_newest_terms_are_accepted_is_403() -> None:
    wire = sign_in(make_person("ana"))
    with writing():
        publish_terms(actor=OPERATOR, version="2026-11", text="Be kind.")
    answer = wire.post("/repo/v1/team", {"name": "Mine"})
    assert answer.status == 403
    assert "Terms of use have not been signed" in answer.reason
    assert wire.get(PROFILE).status == 200
    assert wire.post("/auth/v1/termsOfUse2", {"termsOfServiceVersion": "2026-11"}).status == 204
    assert wire.post("/repo/v1/team", {"name": "Mine"}).status == 201


def test_refused_write_leaves_nothing_behind() -> None:
    wire = sign_in(make_person("ana"))
    assert wire.post("/repo/v1/team", {"name": "!"}).status == 400
    assert wire.get("/repo/v1/teams").json["results"] == []


def test_every_kind_of_error_has_a_status() -> None:
    assert set(errors.STATUS) == set(Kind)


@pytest.mark.parametrize("word", ["timeout", "Timed out", "try again", "slow down", "SlowDown", "proxy error"])
def test_reason_of_a_refusal_never_makes_clients_repeat_it(word: str) -> None:
    answer = Wire().get(f"/repo/v1/{word}")
    assert answer.status == 404
    assert word.lower() not in answer.reason.lower()


def test_unexpected_exception_is_logged_under_the_id_that_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        response = framed(broken)(RequestFactory().get("/repo/v1/x"))
    assert response.status_code == 500
    reference = json.loads(response.content)["reason"].split()[-1].rstrip(".")
    assert reference in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert b"ZeroDivision" not in response.content


@pytest.mark.parametrize(
    ("error", "status"), [(DataError("too long"), 400), (IntegrityError("gone"), 409), (OperationalError("off"), 503)]
)
def test_what_the_database_refuses_is_told_apart(error: Exception, status: int) -> None:
    response = errors.answer(RequestFactory().get("/"), error)
    assert response.status_code == status
    assert str(error).encode() not in response.content


def test_domain_error_anywhere_gets_its_code() -> None:
    class Odd(DomainError):
        code = "test.odd"
        kind = Kind.LOCKED
        template = "{what} is odd"

    response = errors.answer(RequestFactory().get("/"), Odd(what="It"))
    assert response.status_code == 423
    assert json.loads(response.content)["code"] == "test.odd"
