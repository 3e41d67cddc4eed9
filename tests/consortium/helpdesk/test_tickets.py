"""Tickets: who is asked, who sees what, what follows on what, what may be written."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.helpdesk import CENTER, Crew
from tests.support.screening import run_jobs
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.sight import seen
from theatrum.consortium.helpdesk import conversing, handling, jobs, queries, words
from theatrum.consortium.helpdesk.actions import open_ticket, open_written
from theatrum.consortium.helpdesk.errors import (
    MoveNotPossible,
    NotOfTheDesk,
    QueueNotFound,
    TicketIsInvalid,
    TicketNotFound,
    WordsIdentify,
)
from theatrum.consortium.helpdesk.knocking import knock
from theatrum.consortium.helpdesk.models import EntryKind, Knock, State, Ticket
from theatrum.consortium.helpdesk.queries import Wanted
from theatrum.consortium.helpdesk.sight import entries_of, get_ticket, visible
from theatrum.consortium.helpdesk.states import ENDED, MOVES, OPEN_ONES, Act, after_word, moves_from
from theatrum.consortium.helpdesk.words import Written, write
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError, NotAuthenticated
from theatrum.repository.access.permissions import ANONYMOUS, Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of

pytestmark = pytest.mark.django_db(transaction=True)


def opened(actor: Actor, *, queue: str = "curator", title: str = "The grid is empty", center: str = CENTER) -> Ticket:
    with writing():
        return open_ticket(actor=actor, queue=queue, title=title, text="I open it and see no row.", center_id=center)


def said(actor: Actor, ticket: Ticket, text: str, then: Act | None = None) -> Ticket:
    with writing():
        conversing.say(actor=actor, number=ticket.pk, written=write(text=text), then=then)
    return Ticket.objects.get(pk=ticket.pk)


def noted(actor: Actor, ticket: Ticket, text: str) -> None:
    with writing():
        conversing.note(actor=actor, number=ticket.pk, written=write(text=text))


def test_a_ticket_goes_from_new_to_closed(crew: Crew) -> None:
    ticket = opened(crew.wrangler)
    assert (ticket.state, ticket.assignee_id) == (State.NEW, crew.liaison.id)
    assert Event.objects.get(subject_kind="ticket_entry").people == sorted({crew.liaison.id})
    ticket = said(crew.liaison, ticket, "Which folder?", Act.ASK)
    assert ticket.state == State.WAITING
    ticket = said(crew.wrangler, ticket, "The one of Demographics.")
    assert ticket.state == State.OPEN
    with writing():
        handling.move_ticket(actor=crew.wrangler, number=ticket.pk, act=Act.SOLVE)
    ticket = said(crew.wrangler, ticket, "It is empty again.")
    assert ticket.state == State.REOPENED
    ticket = said(crew.liaison, ticket, "Mended.", Act.SOLVE)
    assert ticket.state == State.SOLVED
    assert said(crew.liaison, ticket, "Thank you for telling.").state == State.SOLVED
    Ticket.objects.update(waiting_since=ticket.waiting_since - timedelta(days=15))
    jobs.look_after()
    assert jobs.tidy() == 1
    assert Ticket.objects.get().state == State.CLOSED
    with pytest.raises(MoveNotPossible), writing():
        handling.move_ticket(actor=crew.liaison, number=ticket.pk, act=Act.ASK)


def test_who_knocked_yesterday_is_forgotten(crew: Crew) -> None:
    with writing():
        knock("192.0.2.1")
        knock("192.0.2.2")
    Knock.objects.filter(pk=Knock.objects.latest("pk").pk).update(on=clock.now() - timedelta(days=2))
    jobs.look_after()
    assert run_jobs("helpdesk.tidy") == 1
    assert Knock.objects.count() == 1
    assert "192" not in Knock.objects.get().sign


def test_who_sees_which_ticket(crew: Crew) -> None:
    ticket = opened(crew.submitter)
    private = opened(crew.submitter, queue="privacy", title="A date of birth in a file")
    seen = {name: set(visible(actor).values_list("pk", flat=True)) for name, actor in vars(crew).items()}
    both, one = {ticket.pk, private.pk}, {ticket.pk}
    assert seen == {
        "admin": both,
        "submitter": both,
        "wrangler": one,
        "liaison": one,
        "curator": one,
        "privacy": {private.pk},
        "elsewhere": set(),
        "stranger": set(),
    }
    assert not visible(ANONYMOUS).exists()
    assert private.assignee_id is None
    with pytest.raises(TicketNotFound):
        get_ticket(crew.liaison, private.pk)
    for number in (0, -1, 10**30):
        with pytest.raises(TicketNotFound):
            get_ticket(crew.admin, number)


def test_notes_are_for_the_desk_and_not_found_by_others(crew: Crew) -> None:
    ticket = opened(crew.wrangler)
    noted(crew.curator, ticket, "Looks like a zebra.")
    kinds = [entry.kind for entry in entries_of(crew.wrangler, ticket)]
    assert EntryKind.NOTED not in kinds
    assert EntryKind.NOTED in [entry.kind for entry in entries_of(crew.liaison, ticket)]
    assert queries.search(crew.liaison, Wanted(words="zebra")).exists()
    assert not queries.search(crew.wrangler, Wanted(words="zebra")).exists()
    with pytest.raises(NotOfTheDesk):
        noted(crew.wrangler, ticket, "So do I.")
    # A member of the staff who reports in private reads what is said, not what is noted.
    private = opened(crew.liaison, queue="privacy", title="Seen in a file")
    noted(crew.privacy, private, "An okapi.")
    assert not queries.search(crew.liaison, Wanted(words="okapi")).exists()
    assert queries.search(crew.privacy, Wanted(words="okapi")).exists()


def test_searching(crew: Crew) -> None:
    first = opened(crew.wrangler, title="Upload of slides breaks off")
    second = opened(crew.wrangler, queue="general", title="When does the release open", center="")
    said(crew.liaison, first, "Is it the giraffe file?", Act.ASK)

    def found(**wanted: str) -> list[int]:
        return list(queries.search(crew.curator, Wanted(**wanted)).values_list("pk", flat=True))

    assert found(words="slides UPLOAD") == [first.pk]
    assert found(words="giraffe") == [first.pk]
    assert found(words=str(second.pk)) == [second.pk]
    assert found(queue="general") == [second.pk]
    assert found(state="waiting") == [first.pk]
    assert found(assignee="nobody") == [second.pk]
    assert found(assignee=str(crew.liaison.id)) == [first.pk]
    assert found(center_id=CENTER) == [first.pk]
    assert found(words="giraffe", state="ended") == []
    assert sorted(found(words="%")) == []
    assert list(queries.mine(crew.wrangler)) == [first, second]
    assert queries.counts(crew.liaison) == {"curator": 1, "general": 1, "#me": 1, "#nobody": 1}


def test_what_may_identify_is_refused_or_taken_out(crew: Crew) -> None:
    with pytest.raises(WordsIdentify) as refused:
        write(title="A patient", text="MRN: 00482913, born on 1961-03-04, phone (415) 555-0132")
    assert "00482913" not in str(refused.value)
    written = write(title="A patient", text="MRN: 00482913 is in row 3.", takes_out=True)
    assert "00482913" not in written.text
    assert "taken out]" in written.text
    assert "is in row 3." in written.text
    assert written.taken_out
    # Days, identifiers of the network and addresses of pages identify nobody.
    plain = "On 2026-11-26 HTA201_1_B1 in syn12 showed an error: http://localhost:8080/grid/ab12?task=4"
    assert write(title="x", text=plain).text == plain
    with pytest.raises(WordsIdentify), writing():
        open_ticket(actor=crew.wrangler, queue="privacy", title="Seen", text="MRN: 00482913")
    assert not Ticket.objects.exists()


@given(text=st.text(max_size=60), title=st.text(max_size=20))
def test_any_text_is_written_or_refused(text: str, title: str) -> None:
    try:
        written = words.write(text=text, title=title, takes_out=True)
    except DomainError:
        return
    assert "\x00" not in written.text
    assert words.masked(written.text) == written.text


@pytest.mark.parametrize("case", [
    {"queue": "nothing"}, {"title": ""}, {"title": "x" * 251}, {"text": " \n "}, {"text": "x" * 20_001},
    {"link": "https://elsewhere.example"}, {"link": "//elsewhere.example"},
])  # fmt: skip
def test_what_is_no_ticket(crew: Crew, case: dict[str, str]) -> None:
    asked = {"queue": "general", "title": "t", "text": "x", **case}
    with pytest.raises((QueueNotFound, TicketIsInvalid)), writing():
        open_ticket(actor=crew.wrangler, **asked)  # type: ignore[arg-type]  # plain texts


def test_nobody_opens_one_without_signing_in(crew: Crew) -> None:
    with pytest.raises(NotAuthenticated), writing():
        open_written(actor=ANONYMOUS, queue="general", written=Written(title="t", text="x"))


def test_handing_over_joining_and_watching(crew: Crew) -> None:
    ticket, same = opened(crew.wrangler), opened(crew.submitter, title="Mine is empty, too")
    with writing():
        handling.assign_ticket(actor=crew.liaison, number=ticket.pk, user_id=crew.curator.id)
    with pytest.raises(TicketIsInvalid), writing():
        handling.assign_ticket(actor=crew.liaison, number=ticket.pk, user_id=crew.stranger.id)
    with pytest.raises(NotOfTheDesk), writing():
        handling.assign_ticket(actor=crew.wrangler, number=ticket.pk, user_id=crew.liaison.id)
    with writing():
        handling.join_ticket(actor=crew.liaison, number=same.pk, other=ticket.pk)
    same.refresh_from_db()
    assert (same.state, same.duplicate_of_id) == (State.CLOSED, ticket.pk)
    assert crew.submitter.id in ticket.watchers.values_list("user_id", flat=True)
    assert handling.related(crew.liaison, ticket) == [same]
    for wrong in (same.pk, ticket.pk, 999_999):
        with pytest.raises(DomainError), writing():
            handling.join_ticket(actor=crew.liaison, number=ticket.pk, other=wrong)
    with pytest.raises(TicketNotFound):
        get_ticket(crew.stranger, ticket.pk)
    with writing():
        handling.watch_ticket(actor=crew.liaison, number=ticket.pk, user_id=crew.stranger.id)
    assert get_ticket(crew.stranger, ticket.pk) == ticket
    with writing():
        handling.watch_ticket(actor=crew.stranger, number=ticket.pk, wants=False)
    with pytest.raises(TicketNotFound):
        get_ticket(crew.stranger, ticket.pk)


def test_who_leaves_a_center_sees_what_they_followed_there_no_more(crew: Crew) -> None:
    ticket = opened(crew.submitter)
    with writing():
        handling.watch_ticket(actor=crew.wrangler, number=ticket.pk)
    assert get_ticket(crew.wrangler, ticket.pk) == ticket
    filed = Affiliation.objects.get(user_id=crew.wrangler.id, ended_on=None)
    with writing():
        end_affiliation(actor=crew.admin, profile=in_force(), affiliation_id=filed.pk)
    left = actor_of(User.objects.get(pk=crew.wrangler.id))
    with pytest.raises(TicketNotFound):
        get_ticket(left, ticket.pk)
    assert ticket not in queries.mine(left)


def test_joining_shows_nobody_the_ticket_of_another_center(crew: Crew) -> None:
    ticket, same = opened(crew.submitter), opened(crew.elsewhere, center="HTA202")
    with writing():
        handling.join_ticket(actor=crew.liaison, number=same.pk, other=ticket.pk)
    with pytest.raises(TicketNotFound):
        get_ticket(crew.elsewhere, ticket.pk)
    assert get_ticket(crew.elsewhere, same.pk).state == State.CLOSED


def test_what_becomes_private_is_hidden_from_the_desk_at_once(crew: Crew) -> None:
    ticket = opened(crew.submitter)
    with writing():
        handling.watch_ticket(actor=crew.liaison, number=ticket.pk, user_id=crew.stranger.id)
        handling.put_into_queue(actor=crew.liaison, number=ticket.pk, queue="privacy")
    for actor in (crew.liaison, crew.stranger, crew.wrangler):
        with pytest.raises(TicketNotFound):
            get_ticket(actor, ticket.pk)
    assert get_ticket(crew.submitter, ticket.pk).is_private
    told = Event.objects.order_by("-pk")[0]
    assert crew.privacy.id in told.people
    assert ticket.title not in told.title
    assert told.center_id == ""
    # What was told of it before is out of their sight, too.
    assert not seen(crew.liaison, Event.objects.filter(topic="ticket"))
    with pytest.raises(TicketIsInvalid), writing():
        handling.watch_ticket(actor=crew.submitter, number=ticket.pk)


def test_who_is_asked_when_there_is_no_liaison(crew: Crew) -> None:
    ticket = opened(crew.elsewhere, center="HTA202")
    assert ticket.assignee_id is None
    event = Event.objects.get(topic="ticket")
    told = set(event.people)
    assert event.center_id == "HTA202"
    assert {crew.curator.id, crew.liaison.id} <= told
    assert crew.elsewhere.id not in told
    # Whoever answers first has it.
    assert said(crew.curator, ticket, "I look at it.").assignee_id == crew.curator.id


def test_the_states_as_a_whole() -> None:
    assert {move.act for move in moves_from(State.CLOSED, is_desk=True)} == {Act.REOPEN}
    assert {move.act for move in moves_from(State.NEW, is_desk=False)} == {Act.SOLVE}
    for state in State:
        ways = {move.end for move in MOVES.values() if state in move.starts}
        assert ways, "every state is left again"
        assert state not in ways
        for is_desk in (True, False):
            act = after_word(state, is_desk=is_desk)
            assert act is None or state in MOVES[act].starts
            assert act is None or is_desk or not MOVES[act].by_desk
    assert set(State) == OPEN_ONES | ENDED
