"""Agreements from draft to their end, whom they cover, and decisions."""

from datetime import date, timedelta

import pytest

from tests.consortium.centers.conftest import HOME, House
from tests.factories.entities import make_handle
from theatrum.consortium.centers import agreeing, agreements, housing
from theatrum.consortium.centers.agreeing import Signatory
from theatrum.consortium.centers.agreement_states import FOLLOWING
from theatrum.consortium.centers.deciding import decisions_of, record_decision
from theatrum.consortium.centers.errors import (
    AgreementIsElsewhere,
    AgreementIsInvalid,
    AgreementNotFound,
    CenterIsInvalid,
    NotEntitled,
)
from theatrum.consortium.centers.models import Agreement, AgreementState
from theatrum.consortium.events.models import Event
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db(transaction=True)
SHA = "a" * 64


def signed_text(owner: Actor) -> FileHandle:
    handle = make_handle(owner, name="agreement.pdf")
    handle.sha256 = SHA
    handle.save()
    return handle


def drafted(house: House, *houses: int, center: str = HOME, signed: date | None = None) -> Agreement:
    with writing():
        return agreeing.draft_agreement(
            actor=house.admin,
            profile=in_force(),
            center_id=center,
            version="1.1",
            institution_ids=houses,
            signatories=[Signatory("Pia Pi", "PI", houses[0], signed)],
        )


def executed(house: House, *houses: int, center: str = HOME, until: date | None = None) -> Agreement:
    today = clock.now().date()
    made = drafted(house, *houses, center=center, signed=today)
    with writing():
        agreeing.send_agreement(actor=house.admin, agreement_id=made.pk, sent_on=today)
        return agreeing.execute_agreement(
            actor=house.admin,
            agreement_id=made.pk,
            executed_on=today,
            handle_id=signed_text(house.admin).pk,
            expires_on=until,
        )


@pytest.mark.requirement("R2")
def test_agreement_covers_the_institutions_that_it_names_while_it_lasts(house: House) -> None:
    one, two = (found.pk for found in housing.institutions_of("HTA205"))
    made = executed(house, one, center="HTA205")
    assert (made.sha256, made.state) == (SHA, AgreementState.EXECUTED)
    assert agreements.covers(one, "HTA205")
    assert not agreements.covers(two, "HTA205")
    assert not agreements.covers(one, HOME)
    Agreement.objects.filter(pk=made.pk).update(expires_on=clock.now().date() - timedelta(days=1))
    assert (agreements.covers(one, "HTA205"), agreements.executed("HTA205")) == (False, [])
    # The day of its expiry is the last on which it holds.
    Agreement.objects.filter(pk=made.pk).update(expires_on=clock.now().date())
    assert agreements.executed("HTA205") == [made]


def test_next_one_supersedes_those_whose_institutions_it_covers_all(house: House) -> None:
    one, two = (found.pk for found in housing.institutions_of("HTA205"))
    first, second = executed(house, one, center="HTA205"), executed(house, two, center="HTA205")
    assert {found.pk for found in agreements.executed("HTA205")} == {first.pk, second.pk}
    third = executed(house, one, two, center="HTA205")
    assert agreements.executed("HTA205") == [third]
    first.refresh_from_db()
    assert first.state == AgreementState.SUPERSEDED
    assert first.steps.latest("pk").reason == f"by agreement {third.pk}, version 1.1"
    with writing():
        agreeing.terminate_agreement(actor=house.admin, agreement_id=third.pk, reason="The grant ended.")
    assert not agreements.covers(one, "HTA205")
    titles = Event.objects.filter(topic="agreement", center_id="HTA205").values_list("title", flat=True)
    assert "The agreement of HTA205, version 1.1, is terminated" in titles


def test_nothing_is_executed_unsigned_or_without_its_text(house: House) -> None:
    home, today = housing.institutions_of(HOME)[0].pk, clock.now().date()
    made, text = drafted(house, home), signed_text(house.admin)

    def execute(handle: int = text.pk, on: date = today) -> None:
        with writing():
            agreeing.execute_agreement(actor=house.admin, agreement_id=made.pk, executed_on=on, handle_id=handle)

    with pytest.raises(AgreementIsElsewhere):
        execute()
    with writing():
        agreeing.send_agreement(actor=house.admin, agreement_id=made.pk, sent_on=today)
    with pytest.raises(AgreementIsInvalid, match="Pia Pi has not signed"):
        execute()

    def change(version: str, signed: date | None) -> None:
        with writing():
            agreeing.change_agreement(
                actor=house.admin,
                agreement_id=made.pk,
                version=version,
                institution_ids=[home],
                signatories=[Signatory("Pia Pi", "PI", home, signed)],
            )

    with pytest.raises(AgreementIsInvalid, match="Take it back first"):
        change("1.2", None)
    with pytest.raises(AgreementIsInvalid, match="still to come"):
        change("1.1", today + timedelta(days=1))
    change("1.1", today)
    with pytest.raises(AgreementIsInvalid, match="Upload the signed text"):
        execute(signed_text(house.liaison).pk)
    with pytest.raises(AgreementIsInvalid, match="not computed yet"):
        execute(make_handle(house.admin).pk)
    with pytest.raises(AgreementIsInvalid, match="sent on"):
        execute(on=today - timedelta(days=1))
    execute()
    with pytest.raises(AgreementIsElsewhere):
        change("1.1", today)


def test_sent_one_is_taken_back_with_a_reason(house: House) -> None:
    made = drafted(house, housing.institutions_of(HOME)[0].pk)
    with writing():
        agreeing.send_agreement(actor=house.admin, agreement_id=made.pk, sent_on=clock.now().date())
        agreeing.recall_agreement(actor=house.admin, agreement_id=made.pk, reason="Wrong appendix")
    assert [step.state for step in made.steps.order_by("pk")] == ["draft", "sent", "draft"]


def test_what_ended_stays_so_and_every_state_is_in_the_table() -> None:
    assert set(FOLLOWING) == set(AgreementState)
    assert not FOLLOWING[AgreementState.SUPERSEDED] | FOLLOWING[AgreementState.TERMINATED]


def test_agreements_are_filed_by_the_coordinating_center_and_seen_by_the_center(house: House) -> None:
    home, elsewhere = housing.institutions_of(HOME)[0].pk, housing.institutions_of("HTA206")[0].pk
    with pytest.raises(NotEntitled), writing():
        agreeing.draft_agreement(
            actor=house.pi, profile=in_force(), center_id=HOME, version="1", institution_ids=[home]
        )
    with pytest.raises(AgreementIsInvalid, match="none of HTA201"):
        drafted(house, elsewhere)
    with pytest.raises(AgreementIsInvalid, match="at least one institution"), writing():
        agreeing.draft_agreement(actor=house.admin, profile=in_force(), center_id=HOME, version="1", institution_ids=[])
    made, other = drafted(house, home), drafted(house, elsewhere, center="HTA206")
    assert agreements.get_agreement(house.pi, made.pk) == made
    with pytest.raises(AgreementNotFound):
        agreements.get_agreement(house.pi, other.pk)


@pytest.mark.requirement("R13")
def test_decisions_are_kept_with_who_decided_and_why(house: House) -> None:
    today = clock.now().date()

    def decide(by: Actor, outcome: str = "conditional", on: date = today) -> None:
        with writing():
            record_decision(
                actor=by,
                profile=in_force(),
                center_id=HOME,
                subject="Proteomics of twelve participants",
                outcome=outcome,
                decided_by="NCI program and DCC PIs",
                decided_on=on,
                reason="Only once the model has a component for it.",
            )

    decide(house.admin)
    (found,) = decisions_of(HOME)
    assert (found.outcome, found.decided_by, found.recorded_by) == (
        "conditional", "NCI program and DCC PIs", house.admin.id,
    )  # fmt: skip
    with pytest.raises(NotEntitled):
        decide(house.liaison)
    with pytest.raises(CenterIsInvalid, match="one of accepted"):
        decide(house.admin, outcome="maybe")
    with pytest.raises(CenterIsInvalid, match="still to come"):
        decide(house.admin, on=today + timedelta(days=1))
