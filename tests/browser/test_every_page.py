"""Every page of accounts and administration: accessible, and without sideways scrolling, in both colours."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.factories.accounts import PASSWORD, make_user
from tests.support.site import Site, complaints
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.actions import invitations, teams, terms, tokens
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of

OPEN = [
    "/",
    "/account/login/",
    "/account/password/reset/",
    "/account/signup/",
    "/terms",
    "/design",
    "/tools",
    "/tools/identifiers?id=hta201_1",
    "/tools/templates",
]
OPEN += ["/model", "/model/1.0.0/Diagnosis", "/model/1.0.0/SpatialLevel3", "/model/relations", "/model/compare"]
OPEN += ["/model/1.0.0/Therapy/THERAPY_ANATOMIC_SITE_UBERON_CODE", "/model/search?q=lung", "/model/search?q=qqqqqqqq"]
OWN = [
    "/",
    "/settings",
    "/settings/security",
    "/settings/tokens",
    "/account/email/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/logout/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/administration/people",
    "/administration/people/invite",
    "/administration/mail",
    "/administration/audit",
    "/administration/terms",
    "/tools/identifiers",
    "/tools/templates",
]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_open_pages(site: Site, page: Page, colours: str) -> None:
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
    with writing():
        secret = invitations.invite_person(actor=OPERATOR, email="dora@example.org").secret
    found: list[str] = []
    for path in [*OPEN, f"/invitations/{secret}"]:
        page.goto(site.url + path)
        found += complaints(page, path)
    assert found == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_refusals(site: Site, context: BrowserContext, colours: str) -> None:
    page = context.new_page()  # the browser itself complains about each refused address
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
    found: list[str] = []
    for path in ("/nothing", "/invitations/guess", "/account/password/reset/key/1-wrong/", "/account/confirm-email/x/"):
        page.goto(site.url + path)
        found += complaints(page, path)
    assert found == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_own_pages(site: Site, page: Page, colours: str) -> None:
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
    user = make_user("admin", is_administrator=True)
    with writing():
        teams.create_team(actor=actor_of(user), name="HTA201 Wranglers")
        tokens.create_token(actor=actor_of(user), user_id=user.pk, name="laptop", scopes=["view"])
        terms.publish_terms(actor=OPERATOR, version="2026-11", text="Be careful.")
    site.sign_in(page, "admin", PASSWORD)
    found = complaints(page, "/terms to accept")
    page.get_by_role("button", name="I accept these terms").click()
    page.goto(f"{site.url}/administration/people/invite")
    page.get_by_label("E-mail address").fill("dora@example.org")
    page.get_by_role("button", name="Make the invitation").click()
    found += complaints(page, "invitation made")
    page.goto(f"{site.url}/account/reauthenticate/?next=/settings")
    found += complaints(page, "/account/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    for path in [*OWN, f"/administration/people/{user.pk}"]:
        page.goto(site.url + path)
        assert page.url == site.url + path, "led elsewhere"
        found += complaints(page, path)
    assert found == []
