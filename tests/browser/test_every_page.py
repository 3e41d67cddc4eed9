"""Every page of accounts and administration: accessible, and without sideways scrolling, in both colours."""

from playwright.sync_api import BrowserContext, Page

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.centers import appointed
from tests.support.site import Site, complaints_in_both
from theatrum.consortium.centers import agreeing, assigning, housing
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import invitations, teams, terms, tokens
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of

OPEN = [
    "/",
    "/account/login/",
    "/account/password/reset/",
    "/account/signup/",
    "/terms",
    "/help/access",
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
    "/administration/storage",
    "/administration/terms",
    "/tools/identifiers",
    "/tools/templates",
    "/help",
    "/help/new",
    "/help/privacy",
    "/help/desk",
    "/rfcs",
    "/rfcs/new",
]

OWN += ["/calendar", "/calendar?month=2027-01", "/calendar/releases/8", "/calendar/events", "/directory"]
OWN += ["/handbook", "/wiki/search?q=qqqqqqqq", "/wiki/following", "/sessions", "/help/desk/mail"]
OWN += ["/centers", "/centers/HTA201/people", "/centers/HTA201/people/new", "/administration/centers/new"]
OWN += ["/administration", "/administration/people/invitations", "/administration/profile"]
OWN += ["/inbox", "/settings/notices", "/administration/webhooks", "/administration/announcements", "/liaison"]
OWN += ["/liaison/letter", "/centers/HTA201/notes", "/centers/HTA201/publications"]
OWN += ["/administration/profile/edit", "/administration/institutions", "/administration/centers"]
OWN += ["/administration/gates", "/administration/gates?gate=plan"]
OWN += [
    f"/administration/centers/HTA201{page}"
    for page in ("", "/institutions", "/liaison", "/absence", "/decisions/new", "/agreements/new")
]


def test_open_pages(site: Site, page: Page) -> None:
    with writing():
        secret = invitations.invite_person(actor=OPERATOR, email="dora@example.org").secret
    found: list[str] = []
    for path in [*OPEN, f"/invitations/{secret}"]:
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert found == []


def test_refusals(site: Site, context: BrowserContext) -> None:
    page = context.new_page()  # the browser itself complains about each refused address
    found: list[str] = []
    for path in ("/nothing", "/invitations/guess", "/account/password/reset/key/1-wrong/", "/account/confirm-email/x/"):
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert found == []


def test_own_pages(site: Site, page: Page) -> None:
    user = make_user("admin", is_administrator=True)
    with writing():
        teams.create_team(actor=actor_of(user), name="HTA201 Wranglers")
        tokens.create_token(actor=actor_of(user), user_id=user.pk, name="laptop", scopes=["view"])
        terms.publish_terms(actor=OPERATOR, version="2026-11", text="Be careful.")
    begun = _begin_agreement(actor_of(user))
    site.sign_in(page, "admin", PASSWORD)
    found = complaints_in_both(page, "/terms to accept")
    page.get_by_role("button", name="I accept these terms").click()
    page.goto(f"{site.url}/administration/people/invite")
    page.get_by_label("E-mail address").fill("dora@example.org")
    page.get_by_role("button", name="Make the invitation").click()
    found += complaints_in_both(page, "invitation made")
    page.goto(f"{site.url}/account/reauthenticate/?next=/settings")
    found += complaints_in_both(page, "/account/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    for path in [*OWN, *begun, f"/administration/people/{user.pk}"]:
        page.goto(site.url + path)
        assert page.url == site.url + path, "led elsewhere"
        found += complaints_in_both(page, path)
    assert found == []


def _begin_agreement(admin: Actor) -> list[str]:
    """Let a center have institutions, a liaison, and an agreement out for signatures; returns the pages of both."""
    appointed(OPERATOR, admin, "data_liaison")
    with writing():
        housing.note_profile(actor=OPERATOR, profile=in_force())
        assigning.assign_liaison(actor=admin, profile=in_force(), center_id="HTA201", user_id=admin.id)
        houses = [one.pk for one in housing.institutions_of("HTA201")]
        made = agreeing.draft_agreement(
            actor=admin, profile=in_force(), center_id="HTA201", version="1", institution_ids=houses
        )
        agreeing.send_agreement(actor=admin, agreement_id=made.pk, sent_on=clock.now().date())
    return [f"/administration/agreements/{made.pk}", f"/administration/institutions/{houses[0]}"]
