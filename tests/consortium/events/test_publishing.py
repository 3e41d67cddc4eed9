"""Publishing events: kept with what happened or not at all, and told to whom they concern."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from tests.factories.entities import make_person
from theatrum.consortium.events import audience, deliveries, sight
from theatrum.consortium.events.actions import publish
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.queries import counts_of, events_of
from theatrum.consortium.events.topics import TOPICS
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import registry
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


def test_an_event_is_kept_and_its_jobs_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """One job for each delivery that was registered, with the event's number."""
    monkeypatch.setattr(deliveries, "_jobs", [])
    name = registry.names()[0]
    deliveries.register(name)
    with writing():
        publish(topic="task", people=[9, 7, 7], title=" A \n task ", text="Please.", link="/tasks/1", by=3)
    event = Event.objects.get()
    assert (event.title, event.people, event.link, event.center_id) == ("A task", [7, 9], "/tasks/1", "")
    assert [job.arguments for job in Job.objects.filter(name=name)] == [{"event_id": event.pk}]


def test_what_is_rolled_back_was_never_told() -> None:
    """The event goes with the change that it tells of."""
    with pytest.raises(ValueError, match="gossip"), writing():
        _publish("task", "gossip")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("topic", "link"), [("gossip", ""), ("task", "//evil.example"), ("task", "https://evil.example")]
)
def test_defects_of_callers_are_told_at_once(topic: str, link: str) -> None:
    """No unknown topic, no link to elsewhere."""
    with pytest.raises(ValueError, match="is no"), writing():
        publish(topic=topic, title="A task", link=link, by=3)


def test_rooms_above_say_whom_an_event_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those whom it names, and those whom somebody knows."""
    monkeypatch.setattr(audience, "_audiences", Hooks[audience.Audience]())
    audience.register(lambda event: {5} if event.center_id == "HTA201" else ())
    with writing():
        publish(topic="deadline", center_id="HTA201", people=[4], title="A deadline", by=3)
        publish(topic="deadline", people=[4], title="A deadline", by=3)
    assert [audience.audience_of(one) for one in Event.objects.order_by("pk")] == [{4, 5}, {4}]


def test_rooms_say_what_is_still_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind is asked about once; kinds of nobody are seen."""
    monkeypatch.setattr(sight, "_sieves", {})
    asked: list[set[str]] = []

    def sieve(_actor: Actor, ids: Collection[str]) -> set[str]:
        asked.append(set(ids))
        return {"1"}

    sight.register("box", sieve)
    with writing():
        for kind, number in (("box", "1"), ("box", "2"), ("bag", "2")):
            publish(topic="task", subject_kind=kind, subject_id=number, title="A thing", by=3)
    seen = sight.seen(make_person("ana"), Event.objects.order_by("pk"))
    assert [(one.subject_kind, one.subject_id) for one in seen] == [("box", "1"), ("bag", "2")]
    assert asked == [{"1", "2"}]


def test_events_of_centers_are_listed_and_counted() -> None:
    """By center, since a moment."""
    before = clock.now() - timedelta(seconds=1)
    with writing():
        for center in ("HTA201", "HTA201", "HTA202", "HTA203"):
            publish(topic="staged", center_id=center, title="Staged", by=3)
    assert counts_of(["HTA201", "HTA202"], since=before) == {"HTA201": {"staged": 2}, "HTA202": {"staged": 1}}
    assert [one.center_id for one in events_of(["HTA202"], since=before)] == ["HTA202"]
    assert not events_of(["HTA202"], since=clock.now() + timedelta(seconds=1))


def _publish(*topics: str) -> None:
    for topic in topics:
        publish(topic=topic, title="A thing", by=3)


def test_every_event_of_the_requirements_has_a_topic() -> None:
    """Submission opened, deadline, upload complete, results, exclusion, privacy, staged, released, and the rest."""
    wanted = "release_opened deadline upload_complete validation_results exclusion privacy staged released task ticket"
    assert set(wanted.split()) <= TOPICS.keys()
    assert not TOPICS["privacy"].may_be_turned_off
