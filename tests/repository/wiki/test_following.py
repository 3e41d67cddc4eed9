"""Following pages: changes are told once their text is open, to who follows and to who is named, if they may see it."""

import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from tests.factories.wikis import change_page, keep_for, make_page
from tests.support.screening import run_jobs
from theatrum.consortium.events.models import Event
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.access.queries import find_acl
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.wiki import following, jobs
from theatrum.repository.wiki.errors import PageNotFound
from theatrum.repository.wiki.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def share(admin: Actor, node: Node, *people: Actor) -> None:
    acl = find_acl("entity", node.id)
    assert acl is not None
    read = frozenset({Permission.READ, Permission.DOWNLOAD})
    grants = {admin.id: frozenset(OWNER)} | {one.id: read for one in people}
    with writing():
        replace_local_acl(actor=admin, node_id=node.id, etag=acl.etag, grants=grants)


def follow(person: Actor, page: Page, *, with_below: bool = False) -> None:
    with writing():
        following.follow_page(actor=person, node_id=page.wiki.node_id, page_id=page.pk, with_below=with_below)


def settle() -> None:
    """Let texts be screened, their words be read, and notices be delivered."""
    run_jobs()
    jobs.want_words()
    run_jobs()


def told(person: Actor) -> list[tuple[str, str]]:
    """Return what somebody was told since, and forget it."""
    settle()
    found = Notice.objects.filter(user_id=person.id, topic="wiki").select_related("event").order_by("pk")
    events = [(one.event.title, one.event.link) for one in found]
    Event.objects.all().delete()
    return events


def test_who_follows_a_page_or_its_section_hears_of_changes(admin: Actor) -> None:
    ana, ben = make_person("ana"), make_person("ben")
    node = make_entity(admin, Kind.PROJECT, "Wiki")
    share(admin, node, ana, ben)
    root = make_page(admin, node, "Home", text="Hello")
    page = make_page(admin, node, "How to", text="One", parent=root)
    settle()
    follow(ana, page)
    follow(ben, root, with_below=True)
    follow(admin, page)
    change_page(admin, page, text="Two")
    address = f"/entities/{node.public_id}/wiki/{page.pk}"
    line = ("The page How to was changed", f"{address}/compare?from=0&to=1")
    settle()
    assert {one.user_id for one in Notice.objects.filter(topic="wiki")} == {ana.id, ben.id}, "who wrote it knows"
    assert told(ana) == [line]
    # A new page concerns who follows the section.
    change_page(admin, page, text="Three")
    made = make_page(admin, node, "More", text="Text", parent=page)
    assert sorted(told(ben)) == [
        ("The page How to was changed", f"{address}/compare?from=1&to=2"),
        ("The page More is new", f"/entities/{node.public_id}/wiki/{made.pk}"),
    ]
    with writing():
        following.unfollow_page(actor=ben, page_id=root.pk)
    change_page(admin, page, text="Five")
    assert told(ben) == []


def test_who_is_named_is_told_once_and_only_if_they_may_see_the_page(admin: Actor) -> None:
    ana, ben, cleo = make_person("ana"), make_person("ben"), make_person("cleo")
    node = make_entity(admin, Kind.PROJECT, "Wiki")
    share(admin, node, ana, ben)
    root = make_page(admin, node, "Home", text="Ask @ana or @cleo, not mail@ben or x@ben.org. @admin @ANA")
    settle()
    assert not Notice.objects.filter(user_id__in=[ben.id, cleo.id, admin.id], topic="wiki").exists()
    assert told(ana) == [("admin names you on the page Home", f"/entities/{node.public_id}/wiki/{root.pk}")]
    change_page(admin, root, text="Ask @ana. And @ben.")
    settle()
    assert not Notice.objects.filter(user_id=ana.id, topic="wiki").exists(), "she was named before"
    assert len(told(ben)) == 1


def test_page_that_is_kept_for_others_is_neither_followed_nor_told(admin: Actor) -> None:
    ana = make_person("ana")
    node = make_entity(admin, Kind.PROJECT, "Wiki")
    share(admin, node, ana)
    root = make_page(admin, node, "Home", text="Hello")
    page = make_page(admin, node, "Secret", text="One", parent=root)
    settle()
    follow(ana, page)
    change_page(admin, page, text="Two")
    settle()
    keep_for(admin, page, admin.id)
    change_page(admin, page, text="Three @ana")
    assert [title for title, _ in told(ana)] == ["The page Secret was changed"]
    assert following.followed_by(ana) == []
    with pytest.raises(PageNotFound), writing():
        following.follow_page(actor=ana, node_id=node.id, page_id=page.pk)
    appointed(OPERATOR, ana, "member")
    with writing():
        following.unfollow_page(actor=ana, page_id=page.pk)
