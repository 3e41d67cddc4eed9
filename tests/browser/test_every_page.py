"""Every page of accounts and administration: accessible, and without sideways scrolling, in both colours."""

from collections.abc import Callable, Iterator
from inspect import getclosurevars
from pathlib import Path
from typing import Any

from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import BrowserContext, Page

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.centers import appointed, folder_at, make_ingest
from tests.support.site import Site, complaints_in_both
from theatrum.consortium.calendar.actions import EventFields, keep_event
from theatrum.consortium.centers import agreeing, assigning, housing
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.registering import Admitted, add_center
from theatrum.consortium.curation.actions import create_task
from theatrum.consortium.curation.fields import FILE_BASED, TaskFields
from theatrum.consortium.helpdesk.actions import open_ticket
from theatrum.consortium.helpdesk.conversing import say
from theatrum.consortium.helpdesk.words import write
from theatrum.consortium.liaison.publications import PublicationFields, report_publication
from theatrum.consortium.notices.inbox.unsubscribing import token_for
from theatrum.consortium.notices.webhooks.actions import WebhookFields, create_webhook
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import invitations, teams, terms, tokens
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Node

OPEN = [
    "/",
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/confirm-email/",
    "/account/inactive/",
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
OWN += ["/tasks", "/administration/releases"]
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

# What other tests of this folder walk, by file.
ELSEWHERE = {
    "test_every_page.py": """invitation account_reauthenticate administration_person administration_agreement
        administration_institution administration_webhook administration_center_admission calendar_event
        center_publication center_person_change notices_unsubscribe center onboarding entity ticket task
        account_confirm_email account_reset_password_from_key""",
    "test_accounts.py": """mfa_authenticate mfa_view_recovery_codes mfa_generate_recovery_codes mfa_deactivate_totp
        mfa_edit_webauthn mfa_remove_webauthn""",
    "test_center_home.py": """center_planned center_planned_new center_planned_change
        center_exceptions center_exception center_exception_new center_attestations""",
    "test_entities.py": """trash entities_annotate entity_annotate entity_values entity_history entity_new_folder
        entity_rename entity_move entity_delete""",
    "test_exchange.py": "grid_downloads grid_import grid_import_show",
    "test_grid.py": "grid",
    "test_grid_saving.py": """grids grid_open grid_changes grid_close entity_versions entity_compare
        entity_new_records grid_mappings grid_earlier""",
    "test_help.py": "rfc rfc_text rfc_compare",
    "test_layout.py": "tools_layout",
    "test_dates.py": "tools_dates",
    "test_links.py": "center_links",
    "test_onboarding.py": """onboarding_centers quiz quiz_question quiz_submit quiz_attempt practice session_edit
        session_people center_onboarding center_checklist center_plan""",
    "test_privacy.py": "privacy privacy_file privacy_rules privacy_incidents privacy_incident",
    "test_wiki.py": """wiki wiki_new wiki_page wiki_edit wiki_move wiki_delete wiki_access wiki_history wiki_compare
        handbook_updates handbook_page""",
}
# Files and pictures; answers to scripts; what leads on to a page; pages of allauth for what is turned off here, and
# those that ask for a password or a passkey again in the words of others. Last, what reads the whole data model first,
# which is too long for a walk.
NO_PAGES = """agreement_download decision_download calendar_feed center_plan_file entity_download entity_known
    mfa_download_recovery_codes model_download privacy_picture session_slides ticket_file wiki_file
    administration_agreement_execute administration_decision_with grid_identifying grid_preview grid_save
    grid_downloaded wiki_handle mfa_login_webauthn
    inbox_notice message mfa_index entity_tier
    account_confirm_login_code account_set_password mfa_reauthenticate mfa_reauthenticate_webauthn
    own_table own_table_look"""


def test_open_pages(site: Site, page: Page) -> None:
    with writing():
        secret = invitations.invite_person(actor=OPERATOR, email="dora@example.org").secret
    found: list[str] = []
    ended = f"/notices/unsubscribe/{token_for(make_user('ben').pk, ['task'])}"
    for path in [*OPEN, f"/invitations/{secret}", ended]:
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
    begun = [*_begin_agreement(actor_of(user)), *_add_one_of_each(actor_of(user))]
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


def _add_one_of_each(admin: Actor) -> list[str]:
    """Make one of each thing that has a page of its own; returns the pages."""
    profile, day = in_force(), clock.now()
    admin = appointed(OPERATOR, admin, "dcc_administrator")
    with writing():
        hook = create_webhook(actor=admin, fields=WebhookFields("Tracker", "https://hooks.example.org/theatrum"))
        call = keep_event(actor=admin, fields=EventFields(title="Call", starts_on=day, ends_on=day))
        paper = report_publication(actor=admin, center_id="HTA201", fields=PublicationFields("An atlas"))
        house = housing.institutions_of("HTA201")[0].pk
        member = Admitted(
            center_id="HTA211",
            kind="associate",
            name="Imaging Lab",
            institution_ids=[house],
            sponsor_id=admin.id,
            scope=["DigitalPathologyData"],
        )
        add_center(actor=admin, profile=profile, wanted=member)
    return [
        f"/administration/webhooks/{hook.pk}",
        f"/calendar/events/{call.key}",
        f"/centers/HTA201/publications/{paper.pk}",
        "/administration/centers/HTA211/admission",
    ]


def test_pages_as_a_center_sees_them(site: Site, context: BrowserContext) -> None:
    page = context.new_page()  # the browser itself complains about each refused address
    user = make_user("wanda")
    admin = actor_of(make_user("admin", is_administrator=True))
    _begin_agreement(admin)
    project = make_ingest(admin, "HTA201", "ClinicalTier2")
    appointed(OPERATOR, actor_of(user), "center_pi", "HTA201")
    with writing():
        asked = open_ticket(actor=actor_of(user), queue="curator", title="No grid", text="?", center_id="HTA201")
        say(actor=admin, number=asked.pk, written=write(text="Which browser?"))
    folder = folder_at(admin, project, "v8_ingest/ClinicalTier2")
    task = _ask_for_table(actor_of(user), admin, folder)
    site.sign_in(page, "wanda", PASSWORD)
    found: list[str] = []
    paths = [f"/tasks/{task}", f"/centers/HTA201/people/{Affiliation.objects.get(user_id=user.pk).pk}"]
    paths += ["/", "/inbox", "/onboarding", "/centers/HTA201", "/centers/HTA201/people", f"/help/tickets/{asked.pk}"]
    for path in [*paths, "/help/new?queue=curator", "/administration", "/entities/syn999999"]:
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert found == []


def _ask_for_table(person: Actor, admin: Actor, folder: Node) -> int:
    """Give somebody a task; returns its number."""
    about: JsonObject = {"concreteType": FILE_BASED, "uploadFolderId": folder.public_id}
    fields = TaskFields(folder.project_id or 0, "Tier 2", instructions="", assignee_id=person.id, properties=about)
    with writing():
        return create_task(actor=admin, fields=fields).pk


def test_no_page_is_forgotten() -> None:
    """Each address that can be opened is walked here, or in the test that stands beside it; or it is no page."""
    walked = {str(resolve(path.partition("?")[0]).url_name) for path in [*OPEN, *OWN]}
    told = [name for names in (*ELSEWHERE.values(), NO_PAGES) for name in names.split()]
    every = {name for name, view in _addresses(get_resolver("theatrum.doors.web.urls")) if _methods(view) != ["POST"]}
    assert every - walked - {*told} == set(), "add them to a test of this folder, and here"
    assert {*told} - every == set(), "they are gone"
    assert all((Path(__file__).parent / name).exists() for name in ELSEWHERE)


def _addresses(resolver: URLResolver) -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _addresses(one)
        elif one.name:
            yield one.name, one.callback


def _methods(view: Callable[..., Any] | None) -> list[str]:
    """Return the methods that a view is limited to by Django's decorators; of others nothing."""
    while view is not None:
        if (limit := getclosurevars(view).nonlocals.get("request_method_list")) is not None:
            return list(limit)
        view = getattr(view, "__wrapped__", None)
    return []
