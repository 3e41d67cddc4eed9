"""The network's wiki: made once of the profile's pages, kept up to date where nobody changed it; who is where."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from tests.factories.wikis import change_page
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.centers.models import Affiliation, ExpectedPerson
from theatrum.consortium.centers.sight import is_member
from theatrum.consortium.handbook import actions, contents, queries, seeding, sharing
from theatrum.consortium.handbook.contents import Content
from theatrum.consortium.handbook.directory import lines, matching
from theatrum.consortium.handbook.errors import HandbookInTrash, HandbookNotSeeded, HandbookPageNotFound, ProjectIsTaken
from theatrum.consortium.handbook.models import SeededPage
from theatrum.consortium.handbook.seeding import Draft, Report
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.quoting import identifies
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import ANONYMOUS, Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.models import Kind
from theatrum.repository.wiki import actions as wiki
from theatrum.repository.wiki import markdown
from theatrum.repository.wiki.models import Page
from theatrum.repository.wiki.queries.pages import get_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def seed(draft: Draft | None = None) -> Report:
    draft = draft or seeding.draft_handbook()
    with writing():
        report = seeding.seed_handbook(actor=OPERATOR, draft=draft)
    assert report is not None
    return report


def changed(*names: str) -> Draft:
    """Return a draft as of a later profile, which says more on some pages."""
    draft = seeding.draft_handbook()
    later = [_later(one) if one.page.name in names else one for one in draft.contents]
    return Draft(later, {one.page.name: markdown.keep(one.text) for one in later if one.page.name in names})


def _later(content: Content) -> Content:
    return replace(content, text=f"{content.text}\nMore.\n", sha256="0" * 64)


def text_of(name: str) -> str:
    page = Page.objects.get(pk=queries.get_page_id(name))
    return markdown.read(OPERATOR, get_version(page))


def test_it_is_made_once_and_stays_in_order(admin: Actor) -> None:
    with pytest.raises(HandbookNotSeeded):
        queries.get_project()
    report = seed()
    assert report.made == [page.name for page in in_force().handbook]
    root = Page.objects.get(wiki__node=report.project, parent=None)
    assert root.title == "Handbook"
    order = root.wiki.order_hint
    assert order.index(str(queries.get_page_id("upload"))) < order.index(str(queries.get_page_id("annotate")))
    assert Page.objects.get(pk=queries.get_page_id("upload")).parent_id == queries.get_page_id("how-do-i")
    assert "(/model/1.0.0/Demographics)" in text_of("data-model")
    again = seed()
    assert (again.made, again.updated, again.offered) == ([], [], [])
    with pytest.raises(HandbookPageNotFound):
        queries.get_page_id("nothing")


def test_later_texts_go_where_nobody_changed_a_page(admin: Actor) -> None:
    seed()
    change_page(admin, Page.objects.get(pk=queries.get_page_id("upload")), text="ours")
    with writing():
        project = queries.get_project()
        wiki.delete_page(actor=admin, node_id=project.id, page_id=queries.get_page_id("withdraw"))
    report = seed(changed("upload", "annotate", "withdraw"))
    assert (report.made, report.updated, report.offered) == ([], ["annotate"], ["upload"])
    assert text_of("annotate").endswith("More.\n")
    assert text_of("upload") == "ours"
    with pytest.raises(HandbookPageNotFound):
        queries.get_page_id("withdraw")


def test_another_text_is_taken_or_left(admin: Actor) -> None:
    seed()
    for name in ("upload", "annotate"):
        change_page(admin, Page.objects.get(pk=queries.get_page_id(name)), text="ours")
    assert queries.offers() == []
    SeededPage.objects.filter(name__in=["upload", "annotate"]).update(sha256="0" * 64)
    found = list(queries.offers())
    assert {one.seeded.name for one in found} == {"upload", "annotate"}
    with writing():
        actions.leave_offer(actor=admin, offer=actions.find_offer(found, "upload"))
        offer = actions.find_offer(found, "annotate")
        actions.take_offer(actor=admin, offer=offer, blob=markdown.keep(offer.content.text))
    assert queries.offers() == []
    assert text_of("upload") == "ours"
    assert text_of("annotate") == offer.content.text
    with pytest.raises(HandbookPageNotFound):
        actions.find_offer(found, "nothing")


def test_what_the_profile_has_no_more_makes_nobody_a_member(admin: Actor) -> None:
    one, other = make_person("one"), make_person("other")
    email, moment = User.objects.get(pk=one.id).email, clock.now()

    def expect(center: str, role: str) -> bool:
        form = ExpectedPerson.objects.create(
            email=email, center_id=center, role=role, filed_by=admin.id, filed_on=moment
        )
        found = is_member(one)
        form.delete()
        return found

    forms = (("HTA299", "submitter"), ("HTA201", "no_role"), ("HTA201", "dcc_curator"), ("HTA201", "submitter"))
    assert [expect(*form) for form in forms] == [False, False, False, True]
    Affiliation.objects.create(
        user_id=other.id, center_id="HTA299", role="submitter", filed_by=admin.id, filed_on=moment
    )
    assert not is_member(other)


def test_members_read_and_the_staff_writes(admin: Actor) -> None:
    head = appointed(admin, make_person("head"), "center_pi", "HTA201")
    liaison = appointed(admin, make_person("liaison"), "data_liaison")
    member = appointed(admin, make_person("member"), "member")
    guest = make_person("guest")
    project = seed().project
    assert [is_member(one) for one in (admin, head, liaison, member, guest, ANONYMOUS)] == [True] * 4 + [False] * 2
    for actor, rights in ((head, {Permission.READ}), (member, {Permission.READ}), (guest, set[Permission]())):
        assert access.permissions_of(actor, project) - {Permission.DOWNLOAD} == rights
    assert Permission.UPDATE in access.permissions_of(liaison, project)
    # A center that comes later reads it after the next round.
    other = appointed(admin, make_person("other"), "submitter", "HTA202")
    assert not access.may(other, Permission.READ, project)
    sharing.look_after()
    assert access.may(actor_of(User.objects.get(pk=other.id)), Permission.READ, project)
    with CaptureQueriesContext(connection) as asked:
        sharing.look_after()
    assert len(asked) <= 6


def test_somebody_elses_project_is_not_taken(admin: Actor) -> None:
    make_entity(admin, Kind.PROJECT, seeding.project_name())
    draft = seeding.draft_handbook()
    with writing(), pytest.raises(ProjectIsTaken):
        seeding.seed_handbook(actor=OPERATOR, draft=draft)


def test_one_in_the_trash_is_not_made_again(admin: Actor) -> None:
    project = seed().project
    with writing():
        trash_entity(actor=admin, node_id=project.id)
    with pytest.raises(HandbookNotSeeded):
        queries.get_project()
    with pytest.raises(HandbookInTrash):
        seed()
    sharing.look_after()


def test_the_start_content_holds_nothing_that_is_held() -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    for content in contents.contents(profile, profile.centers):
        assert not identifies(content.text), content.page.name


@pytest.fixture
def guided(admin: Actor) -> None:
    liaison = appointed(admin, make_person("lee"), "data_liaison")
    appointed(admin, make_person("wanda"), "data_wrangler", "HTA201")
    appointed(admin, make_person("paul"), "center_pi", "HTA201")
    with writing():
        assign_liaison(actor=admin, profile=in_force(), center_id="HTA201", user_id=liaison.id)


def test_the_directory(guided: None) -> None:
    known = matching("")
    assert known == list(in_force().centers)
    assert [line.center.id for line in lines(known)] == known
    assert matching("pancreas LEE") == matching("wanda@example.org paul") == ["HTA201"]
    (line,) = lines(["HTA201"])
    assert line.liaison is not None
    assert line.liaison.email == "lee@example.org"
    assert [person.role for person in line.contacts] == ["Principal Investigator", "Data Wrangler"]
    assert matching("nobody of this name") == []
    with CaptureQueriesContext(connection) as asked:
        lines(matching("a"))
    assert len(asked) <= 12
