"""Proxies believed or not, headers of every answer, refusals as pages."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from tests.doors.web.conftest import SignIn
from theatrum.doors.web.errors import PAGES
from theatrum.doors.web.middleware import ProxyHeaders, content_security_policy
from theatrum.kernel.errors import Kind


def _seen(settings: Settings, trusted: int, **headers: str) -> tuple[str, str, str]:
    settings.THEATRUM = settings.THEATRUM.model_copy(update={"trusted_proxies": trusted})
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.9", HTTP_HOST="inside")
    ProxyHeaders(view)(request)
    meta = seen[0].META
    assert not [name for name in meta if name.startswith("HTTP_X_FORWARDED")]
    return meta["REMOTE_ADDR"], seen[0].scheme or "", meta["HTTP_HOST"]


FORWARDED = {
    "x-forwarded-for": "6.6.6.6, 198.51.100.7, 10.0.0.2",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example, dcc.example.org",
}


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        (0, ("10.0.0.9", "http", "inside")),
        (1, ("10.0.0.2", "https", "dcc.example.org")),
        (2, ("198.51.100.7", "https", "evil.example")),
    ],
)
def test_headers_are_believed_as_far_as_proxies_are_trusted(
    settings: Settings, trusted: int, expected: tuple[str, str, str]
) -> None:
    assert _seen(settings, trusted, **FORWARDED) == expected


def test_nonsense_from_a_trusted_proxy_changes_nothing(settings: Settings) -> None:
    nonsense = {"x-forwarded-for": "unknown", "x-forwarded-proto": "gopher", "x-forwarded-host": " , "}
    assert _seen(settings, 1, **nonsense) == ("10.0.0.9", "http", "inside")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/login/", "/nothing", "/terms"])
def test_every_page_has_the_strict_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "private" in headers["Cache-Control"] or "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/login/", "/nothing", "/terms", "/account/password/reset/"])
def test_no_page_has_inline_code_or_style(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    scripts = [part.split(">")[0] for part in page.split("<script")[1:]]
    assert all("src=" in script or "application/json" in script for script in scripts)


@pytest.mark.django_db
def test_unknown_page_is_found_as_missing(client: Client) -> None:
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert "This server has no page at /nothing/here." in answer.content.decode()


@pytest.mark.django_db
def test_missing_or_needless_slash_leads_to_the_page(client: Client) -> None:
    assert client.get("/account/login?next=/terms").headers["Location"] == "/account/login/?next=/terms"
    assert client.get("/terms/").headers["Location"] == "/terms"


@pytest.mark.django_db
def test_refusal_leads_to_the_sign_in(client: Client) -> None:
    answer = client.get("/administration/people")
    assert answer.headers["Location"] == "/account/login/?next=/administration/people"


@pytest.mark.django_db
def test_refusal_for_htmx_is_a_fragment(client: Client) -> None:
    answer = client.get("/invitations/guess", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.content.decode()
    assert "is not one that this server made" in answer.content.decode()


@pytest.mark.django_db
def test_form_without_protection_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()


@pytest.mark.django_db
def test_defect_shows_no_details(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("theatrum.doors.web.pages.terms.queries.current_terms", break_down)
    client.raise_request_exception = False
    answer = client.get("/terms")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


@pytest.mark.django_db
def test_strange_host_is_refused_without_details(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["dcc.example.org"]
    answer = client.get("/account/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_every_kind_of_refusal_has_a_page() -> None:
    assert set(PAGES) == set(Kind)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/administration/audit?action=%00", "/administration/people?q=a%00", "/terms?%00=x"])
def test_nul_in_an_address_is_refused(client: Client, sign_in: SignIn, path: str) -> None:
    sign_in("anna", is_administrator=True)
    assert client.get(path).status_code == 400


@pytest.mark.django_db
def test_nul_in_a_form_is_refused(client: Client, sign_in: SignIn) -> None:
    sign_in("anna", is_administrator=True)
    assert client.post("/terms/accept", {"version": "1\0"}).status_code == 400
    assert client.post("/administration/mail/x%00/discard").status_code == 400
    assert client.post(f"/administration/mail/{'x' * 500}/discard").status_code == 404


def test_pages_may_send_parts_to_the_bucket_and_nowhere_else(settings: Settings) -> None:
    assert "connect-src 'self';" in content_security_policy()
    named = {"blobs_url": "s3://files", "blobs_endpoint": "https://s3.example.org/"}
    settings.THEATRUM = settings.THEATRUM.model_copy(update=named)
    assert "connect-src 'self' https://s3.example.org;" in content_security_policy()
