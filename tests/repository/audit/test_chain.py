"""The audit holds together, shows where it was changed, and survives a privacy purge."""

import pytest

from theatrum.drivers.db.transactions import writing
from theatrum.repository.audit import actions as audit
from theatrum.repository.audit.models import ChainHead, Event, Payload
from theatrum.repository.audit.queries import broken_links, events_about

pytestmark = pytest.mark.django_db(transaction=True)


def record_three() -> None:
    """Record three events in two transactions."""
    with writing():
        audit.record(1, "made", subject_kind="thing", subject_id=7, after={"name": "a"})
        audit.record(1, "changed", subject_kind="thing", subject_id=7, before={"name": "a"}, after={"name": "b"})
    with writing():
        audit.record(2, "deleted", subject_kind="thing", subject_id=7, before={"name": "b"})


def test_events_are_chained_in_order() -> None:
    start = ChainHead.objects.first()
    first = (start.sequence if start else 0) + 1
    record_three()

    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True))[-3:] == [
        first,
        first + 1,
        first + 2,
    ]
    assert [event.action for event in events_about("thing", 7)] == ["deleted", "changed", "made"]
    assert list(broken_links()) == []


def test_a_transaction_that_fails_leaves_no_event_behind() -> None:
    def fail_after_recording() -> None:
        with writing():
            audit.record(1, "made", subject_kind="thing", subject_id=7, after={"name": "a"})
            raise ValueError("something fails later")

    with pytest.raises(ValueError, match="later"):
        fail_after_recording()
    record_three()

    assert events_about("thing", 7).count() == 3
    assert list(broken_links()) == []


def test_recording_outside_a_transaction_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="outside writing"):
        audit.record(1, "made", subject_kind="thing", subject_id=7)


@pytest.mark.parametrize(
    "change", [{"actor_id": 99}, {"action": "other"}, {"subject_id": "8"}, {"link": "0" * 64}, {"before": None}]
)
def test_a_changed_event_is_found(change: dict[str, object]) -> None:
    record_three()
    middle = events_about("thing", 7)[1]

    Event.objects.filter(id=middle.id).update(**change)

    assert middle.sequence in list(broken_links())


def test_a_removed_event_is_found_at_the_end_too() -> None:
    record_three()
    last = events_about("thing", 7)[0]

    Event.objects.filter(id=last.id).delete()

    assert list(broken_links())


def test_a_changed_value_is_found() -> None:
    record_three()
    event = events_about("thing", 7)[1]
    assert event.after_id is not None

    Payload.objects.filter(id=event.after_id).update(content={"name": "forged"})

    assert list(broken_links()) == [event.sequence]


def test_a_purge_blanks_the_value_and_keeps_the_chain() -> None:
    record_three()
    event = events_about("thing", 7)[1]
    assert event.after_id is not None

    with writing():
        purged = audit.purge_payloads(payload_ids=[event.after_id])

    stored = Payload.objects.get(id=event.after_id)
    assert (purged, stored.content) == (1, None)
    assert stored.purged_at is not None
    assert list(broken_links()) == []
