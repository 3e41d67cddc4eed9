"""Pages of notices: the inbox and its bell, choices, links in mails, webhooks, announcements."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.doors.web.conftest import SignIn
from tests.support.screening import run_jobs
from theatrum.consortium.events.actions import publish
from theatrum.consortium.notices.announcements.models import Announcement
from theatrum.consortium.notices.inbox.models import Notice, Preference
from theatrum.consortium.notices.inbox.unsubscribing import token_for
from theatrum.consortium.notices.webhooks.models import Delivery, Webhook
from theatrum.doors.web.templatetags.notices import unread_notices
from theatrum.drivers.db.transactions import writing

pytestmark = pytest.mark.django_db


def tell(user_id: int, *titles: str, topic: str = "task") -> None:
    """Put events into an inbox."""
    with writing():
        for title in titles:
            publish(topic=topic, people=[user_id], title=title, link="/tasks", by=1)
    run_jobs("inbox.deliver_event")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_bell_counts_and_a_notice_leads_to_the_thing(client: Client, sign_in: SignIn) -> None:
    """Looking at it marks it as read."""
    user = sign_in()
    assert "nothing new" in text(client, "/terms")
    assert "Nothing has happened yet" in text(client, "/inbox")
    tell(user.pk, "First", "Second")
    assert 'class="bell__count">2<' in text(client, "/terms")
    page = text(client, "/inbox")
    assert page.index("Second") < page.index("First")
    notice = Notice.objects.get(event__title="First")
    assert client.get(f"/inbox/{notice.pk}").headers["Location"] == "/tasks"
    assert 'class="bell__count">1<' in text(client, "/inbox?show=unread")
    client.post(f"/inbox/{notice.pk}/mark?show=unread", {"as": "unread"})
    tell(user.pk, "Third", topic="ticket")
    client.post("/inbox/read?topic=ticket")
    assert set(Notice.objects.filter(read_on=None).values_list("event__title", flat=True)) == {"First", "Second"}
    assert "Third" not in text(client, "/inbox?topic=task")


def test_the_bell_is_one_question(
    client: Client, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However much there is."""
    tell(sign_in().pk, *(f"Notice {number}" for number in range(101)))
    request = client.get("/inbox").wsgi_request
    with django_assert_num_queries(1):
        assert unread_notices(request) == "99+"


def test_notices_of_others_are_not_there(client: Client, sign_in: SignIn) -> None:
    """Neither shown, opened nor marked."""
    other = sign_in("other")
    tell(other.pk, "Not for you")
    client.logout()
    sign_in("anna")
    number = Notice.objects.get().pk
    assert "Not for you" not in text(client, "/inbox")
    assert client.get(f"/inbox/{number}").status_code == 404
    assert client.post(f"/inbox/{number}/mark").status_code == 404
    client.logout()
    assert client.get("/inbox").status_code == 302
    assert "bell" not in text(client, "/account/login/").partition("<body>")[2].partition("<main")[0]


def test_choices_are_kept(client: Client, sign_in: SignIn) -> None:
    """Privacy offers no never, and takes none."""
    user = sign_in()
    page = text(client, "/settings/notices")
    assert "Cannot be turned off" in page
    assert client.post("/settings/notices", {"task": "weekly", "privacy": "daily", "gossip": "x"}).status_code == 302
    assert set(Preference.objects.filter(user_id=user.pk).values_list("topic", "mailing")) == {
        ("task", "weekly"),
        ("privacy", "daily"),
    }
    assert client.post("/settings/notices", {"privacy": "never"}).status_code == 400


def test_mails_end_by_one_click_without_signing_in(client: Client, sign_in: SignIn) -> None:
    """A person confirms first; a mail program posts what RFC 8058 says."""
    user = sign_in()
    client.logout()
    path = f"/notices/unsubscribe/{token_for(user.pk, ['task'])}"
    strict = Client(enforce_csrf_checks=True)
    assert "End these mails?" in text(strict, path)
    assert not Preference.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert Preference.objects.get().mailing == "never"
    assert "No more of these mails" in strict.post(path).content.decode()
    assert strict.get("/notices/unsubscribe/guess").status_code == 404


def test_webhooks_are_set_up_tested_and_deleted(client: Client, sign_in: SignIn) -> None:
    """The secret is shown once; addresses of our own network are refused beside the field."""
    sign_in(is_administrator=True)
    assert "No webhooks yet" in text(client, "/administration/webhooks")
    refused = client.post("/administration/webhooks", {"name": "Tracker", "url": "http://127.0.0.1/"}).content.decode()
    assert "stands inside a network" in refused
    fields = {"name": "Tracker", "url": "https://93.184.216.34/hook", "topics": ["staged"]}
    assert "whsec_" in client.post("/administration/webhooks", fields).content.decode()
    path = f"/administration/webhooks/{Webhook.objects.get().pk}"
    assert "whsec_" not in text(client, path)
    client.post(f"{path}/act", {"do": "test"})
    run_jobs("webhooks.send")
    assert Delivery.objects.get().attempts > 0
    assert "No answer" in text(client, path)
    assert client.post(path, {**fields, "name": "Other"}).status_code == 302
    assert "whsec_" in client.post(f"{path}/secret").content.decode()
    client.post(f"{path}/act", {"do": f"resend-{Delivery.objects.get().pk}"})
    client.post(f"{path}/act", {"do": "off"})
    assert "Turn it on" in text(client, path)
    client.post(f"{path}/act", {"do": "on"})
    assert client.post(f"{path}/delete").headers["Location"] == "/administration/webhooks"
    assert client.get(path).status_code == 404


def test_announcements_stand_above_pages_until_put_away(client: Client, sign_in: SignIn) -> None:
    """Also for who is not signed in, where it is for everybody."""
    sign_in(is_administrator=True)
    fields = {"text": "Closed tonight", "kind": "warning", "audience": "everybody", "link": "/tools"}
    assert client.post("/administration/announcements", fields).status_code == 302
    bad = client.post("/administration/announcements", {**fields, "link": "https://evil.example"}).content.decode()
    assert "must be a path of this server" in bad
    made = Announcement.objects.get()
    assert "Closed tonight" in text(client, "/tools")
    answer = client.post(f"/announcements/{made.pk}/dismiss", {"next": "/tools?x=1"})
    assert answer.headers["Location"] == "/tools?x=1"
    assert "Closed tonight" not in text(client, "/tools")
    assert client.post(f"/announcements/{made.pk}/dismiss", {"next": "//evil"}).headers["Location"] == "/"
    client.logout()
    assert "Closed tonight" in text(client, "/tools")
    sign_in("berta")
    assert client.get("/administration/announcements").status_code == 403
    assert client.get("/administration/webhooks").status_code == 403
    client.logout()
    sign_in("admin2", is_administrator=True)
    client.post(f"/administration/announcements/{made.pk}/end")
    assert "Closed tonight" not in text(client, "/tools")
