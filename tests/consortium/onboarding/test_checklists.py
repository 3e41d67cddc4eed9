"""The acceptance checklist: signed by who answers for a center, with a digest; doubts open a ticket."""

import pytest

from tests.consortium.onboarding.people import CENTER, People, make_people
from tests.support import screening
from theatrum.consortium.events.models import Event
from theatrum.consortium.helpdesk.models import Ticket
from theatrum.consortium.onboarding.checklists.actions import digest, draft_signing, sign_checklist
from theatrum.consortium.onboarding.checklists.errors import ChecklistIsInvalid, ChecklistNotThere, NotASigner
from theatrum.consortium.onboarding.checklists.models import Signing
from theatrum.consortium.onboarding.checklists.queries import facts_of, latest_of, signings_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.errors import TextIdentifies

RELEASE = 8


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


def yes(**others: str) -> dict[str, str]:
    acceptance = in_force().checklists.acceptance
    assert acceptance is not None
    return {item.item: "yes" for item in acceptance.items} | others


def sign(actor: Actor, answers: dict[str, str], **notes: str) -> Signing:
    draft = draft_signing(center_id=CENTER, release=RELEASE, answers=answers, notes=notes, name="Paula Isaacs")
    with writing():
        return sign_checklist(actor=actor, draft=draft)


@pytest.mark.requirement("R12")
def test_ten_times_yes_by_who_represents_the_center_opens_the_gate(people: People) -> None:
    assert len(yes()) == 10
    assert CENTER not in facts_of([CENTER], RELEASE)
    signing = sign(people.investigator, yes())
    assert signing.is_affirmed
    assert signing.sha256 == digest(CENTER, RELEASE, signing.version, signing.items)
    assert facts_of([CENTER, "HTA202"], RELEASE)[CENTER].is_open
    assert "HTA202" not in facts_of([CENTER, "HTA202"], RELEASE)
    assert CENTER not in facts_of([CENTER], 9)
    assert not Ticket.objects.exists()
    told = Event.objects.get(topic="onboarding", subject_kind="center", subject_id=CENTER)
    assert people.liaison.id in told.people


@pytest.mark.requirement("R13")
def test_a_doubt_opens_a_ticket_and_a_later_version_settles_it(people: People) -> None:
    first = sign(people.investigator, yes(c3="unsure", c6="no"), c3="Old slides may have labels.")
    assert not first.is_affirmed
    ticket = Ticket.objects.get()
    assert (ticket.queue, ticket.link) == ("contribution_support", f"/centers/{CENTER}/checklist/{RELEASE}")
    assert (ticket.assignee_id, ticket.reporter_id) == (people.liaison.id, people.investigator.id)
    assert "Old slides may have labels." in ticket.entries.get().text
    assert first.ticket == f"/help/tickets/{ticket.pk}"
    fact = facts_of([CENTER], RELEASE)[CENTER]
    assert (fact.is_open, fact.is_begun) == (False, True)
    assert "2 of 10" in fact.note
    second = sign(people.investigator, yes())
    assert (second.number, second.ticket) == (2, "")
    assert facts_of([CENTER], RELEASE)[CENTER].is_open
    assert [one.number for one in signings_of(CENTER, RELEASE)] == [2, 1]
    assert latest_of(CENTER, RELEASE) == second


def test_only_the_version_in_force_counts(people: People) -> None:
    signing = sign(people.investigator, yes())
    Signing.objects.filter(pk=signing.pk).update(version="0.9.0")
    fact = facts_of([CENTER], RELEASE)[CENTER]
    assert not fact.is_open
    assert "0.9.0" in fact.note


def test_who_does_not_answer_for_the_center_cannot_sign(people: People) -> None:
    for actor in (people.wrangler, people.liaison, people.stranger, people.admin):
        with pytest.raises(NotASigner, match="Principal Investigator or Center Administrator"):
            sign(actor, yes())


def test_every_statement_is_answered_and_signed_with_a_name(people: People) -> None:
    with pytest.raises(ChecklistIsInvalid, match="Without an answer: 3"):
        sign(people.investigator, yes(c3="perhaps"))
    with pytest.raises(ChecklistIsInvalid, match="Type your name"):
        draft_signing(center_id=CENTER, release=RELEASE, answers=yes(), notes={}, name=" ")
    with pytest.raises(ChecklistNotThere):
        draft_signing(center_id=CENTER, release=99, answers=yes(), notes={}, name="P")


def test_a_note_that_identifies_somebody_is_not_kept(people: People) -> None:
    screening.turn_on_texts()
    try:
        with pytest.raises(TextIdentifies):
            sign(people.investigator, yes(c3="no"), c3="Write to jane.doe@example.com, SSN 123-45-6789")
    finally:
        screening.turn_off_texts()
