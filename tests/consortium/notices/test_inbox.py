"""Events reach people: once, as they want it, and only while they may see what it is about."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from tests.support.screening import run_jobs
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.events.actions import publish
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import TOPICS, Mailing
from theatrum.consortium.notices.errors import LinkIsInvalid, NoticeNotFound, TopicIsMailed
from theatrum.consortium.notices.inbox import digests, forgetting, mails
from theatrum.consortium.notices.inbox.actions import read_all, read_notice
from theatrum.consortium.notices.inbox.delivering import deliver_event
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.inbox.preferences import preferences_of, set_preferences
from theatrum.consortium.notices.inbox.queries import Filter, notices_of, unread_count
from theatrum.consortium.notices.inbox.unsubscribing import token_for, unsubscribe
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions.people import open_account
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    """An administrator, who is told of nothing by that alone."""
    return make_person("admin", is_administrator=True)


def tell(topic: str = "task", **about: object) -> Event:
    """Publish an event and deliver it."""
    with writing():
        publish(topic=topic, title="Something happened", text="Look at it.", link="/tasks/1", by=1, **about)  # type: ignore[arg-type]  # named in each test
    run_jobs()
    return Event.objects.latest("pk")


def people_of(event: Event) -> set[int]:
    return set(Notice.objects.filter(event=event).values_list("user_id", flat=True))


def test_a_topic_says_whom_of_a_center_it_concerns(admin: Actor) -> None:
    """Who submits hears of uploads, who represents of agreements, everybody of openings; nobody of other centers."""
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201").id
    pi = appointed(admin, make_person("pia"), "center_pi", "HTA201").id
    viewer = appointed(admin, make_person("viewer"), "viewer", "HTA201").id
    appointed(admin, make_person("elsewhere"), "data_wrangler", "HTA202")
    assert people_of(tell("upload_complete", center_id="HTA201")) == {wrangler, pi}
    assert people_of(tell("release_opened", center_id="HTA201")) == {wrangler, pi, viewer}
    assert people_of(tell("agreement", center_id="HTA201")) == {pi}
    assert people_of(tell("task", center_id="HTA201")) == set()


def test_an_event_about_no_center_reaches_all_centers_and_who_is_named(admin: Actor) -> None:
    """Everybody of a center where the topic says so; whom it names in any case; teams are their people."""
    ana = appointed(admin, make_person("ana"), "data_wrangler", "HTA201")
    ben = make_person("ben")
    assert people_of(tell("release_opened")) == {ana.id}
    assert people_of(tell("task", people=[ben.id])) == {ben.id}
    teams = set(ana.principal_ids) - {ana.id}
    assert people_of(tell("task", people=list(teams))) == {ana.id}


def test_each_person_is_told_once_however_often_a_job_runs(mailoutbox: list[EmailMessage]) -> None:
    """Notice and mail are one: a job that is run again finds everybody told."""
    ana = make_person("ana")
    event = tell(people=[ana.id])
    assert [deliver_event(event.pk) for _ in range(2)] == [0, 0]
    assert Notice.objects.count() == len(mailoutbox) == 1
    assert deliver_event(event.pk + 1) == 0


def test_a_mail_is_text_and_html_and_ends_by_a_link(mailoutbox: list[EmailMessage]) -> None:
    """With the header that lets a mail program end it by one click."""
    ana = make_person("ana")
    with writing():
        publish(topic="task", people=[ana.id], title="A <b> task", text="One.\n\nTwo.", link="/tasks/1", by=1)
    run_jobs()
    (mail,) = mailoutbox
    message = mail.message()
    html = message.get_payload()[1].get_payload(decode=True).decode()  # type: ignore[union-attr, index]  # a multipart message
    assert "/tasks/1" in mail.body
    assert "/tasks/1" in html
    assert "A &lt;b&gt; task" in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>")
    with writing():
        assert unsubscribe(token=link.rpartition("/")[2]) == ["task"]
    tell(people=[ana.id])
    assert (len(mailoutbox), Notice.objects.count()) == (1, 2)


def test_privacy_is_mailed_whatever_somebody_wants(mailoutbox: list[EmailMessage]) -> None:
    """It cannot be turned off in the settings, by a link, or by a row of an older topic."""
    ana = make_person("ana")
    with pytest.raises(TopicIsMailed), writing():
        set_preferences(actor=ana, wanted={"privacy": Mailing.NEVER})
    with writing():
        assert unsubscribe(token=token_for(ana.id, ["privacy", "nothing"])) == []
    with pytest.raises(LinkIsInvalid), writing():
        unsubscribe(token="guess")
    tell("privacy", people=[ana.id])
    assert "List-Unsubscribe" not in mailoutbox[0].message()
    assert preferences_of(ana.id)["privacy"] is Mailing.AT_ONCE


def test_who_left_a_center_is_not_shown_mailed_or_told_what_it_does(
    admin: Actor, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the digest goes no more; the list and the count are without it at once."""
    ana = appointed(admin, make_person("ana"), "data_wrangler", "HTA201")
    run_jobs()
    Notice.objects.all().delete()
    mailoutbox.clear()
    tell("upload_complete", center_id="HTA201")
    assert (unread_count(ana.id), len(mailoutbox)) == (1, 0)
    with writing():
        end_affiliation(actor=admin, profile=in_force(), affiliation_id=Affiliation.objects.get(user_id=ana.id).pk)
    assert (unread_count(ana.id), list(notices_of(ana.id, Filter()))) == (0, [])
    with pytest.raises(NoticeNotFound), writing():
        read_notice(actor=ana, notice_id=Notice.objects.get(topic="upload_complete").pk)
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    mailoutbox.clear()
    assert digests.send_digest(user_id=ana.id, every="daily") == 0
    assert mailoutbox == []
    assert people_of(tell("upload_complete", center_id="HTA201", people=[ana.id])) == set()


def test_an_entity_that_is_not_read_is_not_told_of(admin: Actor) -> None:
    """Judged when it is delivered, and again when it is shown."""
    ana = make_person("ana")
    project = make_entity(admin, Kind.PROJECT, "Hidden")
    about = {"subject_kind": "entity", "subject_id": str(project.id)}
    assert people_of(tell("task", people=[ana.id, admin.id], **about)) == {admin.id}


def test_closed_accounts_are_told_nothing(admin: Actor) -> None:
    """Nor are ids that nobody has."""
    ana = make_person("ana")
    with writing():
        open_account(actor=OPERATOR, user_id=ana.id, is_active=False)
    assert people_of(tell(people=[ana.id, 999_999_999])) == set()


def test_digests_go_once_and_leave_out_what_was_read(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers look after them; what was read needs no mail."""
    ana = make_person("ana")
    with writing():
        set_preferences(actor=ana, wanted={"task": Mailing.WEEKLY, "ticket": Mailing.DAILY})
    for topic in ("task", "task", "ticket"):
        tell(topic, people=[ana.id])
    digests.look_after()
    assert run_jobs() == 0
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    with writing():
        read_notice(actor=ana, notice_id=Notice.objects.filter(topic="task").latest("pk").pk)
    digests.look_after()
    digests.look_after()
    assert run_jobs() == 2
    assert [mail.subject for mail in mailoutbox] == ["1 notice of the last day", "1 notice of the last week"]
    digests.look_after()
    assert run_jobs() == 0


def test_inbox_is_read_filtered_and_cleared() -> None:
    """One by one or all that is shown; others' stays theirs."""
    ana, ben = make_person("ana"), make_person("ben")
    for topic in ("task", "ticket", "ticket"):
        tell(topic, people=[ana.id, ben.id])
    newest = notices_of(ana.id, Filter())[0]
    with writing():
        assert read_notice(actor=ana, notice_id=newest.pk).event.link == "/tasks/1"
        assert read_all(actor=ana, wanted=Filter(topic="ticket")) == 1
    with pytest.raises(NoticeNotFound), writing():
        read_notice(actor=ben, notice_id=newest.pk)
    assert (unread_count(ana.id), unread_count(ben.id)) == (1, 3)
    assert [one.topic for one in notices_of(ana.id, Filter(is_unread=True))] == ["task"]


def test_old_events_are_forgotten_with_their_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """After two years; not before."""
    ana = make_person("ana")
    tell(people=[ana.id])
    forgetting.look_after()
    assert run_jobs() == 0
    later = clock.now() + forgetting.KEEP + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    forgetting.look_after()
    assert run_jobs() == 1
    assert not Notice.objects.exists()
    assert not Event.objects.exists()


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis wants bounds without a zone
def test_digests_have_their_moments(moment: datetime) -> None:
    """The last one is never later than now, and never more than a day or a week ago."""
    daily, weekly = (digests.last_moment(every, moment) for every in digests.KINDS)
    assert timedelta() <= moment - daily < timedelta(days=1)
    assert timedelta() <= moment - weekly < timedelta(days=7)
    assert (weekly.weekday(), weekly.hour, daily.hour) == (0, 6, 6)


def test_every_topic_can_be_written_of() -> None:
    """A digest has each of them."""
    ana = make_person("ana")
    events = [
        Event(topic=key, title=topic.name, text=topic.about, at=clock.now(), by=1) for key, topic in TOPICS.items()
    ]
    mail = mails.digest(events, user_id=ana.id, address="ana@example.org", every=Mailing.WEEKLY)
    assert all(topic.about in mail.body for topic in TOPICS.values())
