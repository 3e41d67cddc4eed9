"""Requests for comments: led from a draft to a version of the data model, seen by whom they are open to."""

from datetime import timedelta

import pytest

from tests.factories.helpdesk import Crew, make_crew
from tests.support.screening import run_jobs
from theatrum.consortium.events.models import Event
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.rfcs import jobs
from theatrum.consortium.rfcs.actions import Given, comment, draft_rfc, hand_over, integrate, move_rfc, write_text
from theatrum.consortium.rfcs.errors import NotYourRfc, RfcIsElsewhere, RfcIsInvalid, RfcNotFound
from theatrum.consortium.rfcs.models import Rfc, State
from theatrum.consortium.rfcs.queries import difference, get_rfc, visible
from theatrum.consortium.rfcs.states import MOVES, Act, moves_from
from theatrum.consortium.rfcs.words import written
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import ANONYMOUS, Actor

pytestmark = pytest.mark.django_db(transaction=True)
_WEEK = timedelta(days=7)


@pytest.fixture
def crew() -> Crew:
    return make_crew()


def drafted(actor: Actor) -> Rfc:
    with writing():
        return draft_rfc(actor=actor, title="A field for fixation", need="Two centers fix anew.", text="One\nTwo\n")


def moved(actor: Actor, rfc: Rfc, act: Act, **given: object) -> Rfc:
    with writing():
        return move_rfc(actor=actor, number=rfc.pk, act=act, given=Given(**given))  # type: ignore[arg-type]  # named in each test


def opened(crew: Crew) -> Rfc:
    rfc = drafted(crew.curator)
    moved(crew.curator, rfc, Act.SUBMIT)
    return moved(crew.admin, rfc, Act.APPROVE, until=clock.now() + _WEEK)


@pytest.mark.requirement("R148")
def test_from_a_draft_to_a_version_of_the_model(crew: Crew) -> None:
    rfc = drafted(crew.curator)
    with writing():
        write_text(actor=crew.curator, number=rfc.pk, text="One\nThree", note="Two was wrong", based_on=1)
    moved(crew.curator, rfc, Act.SUBMIT)
    with pytest.raises(NotYourRfc), writing():
        move_rfc(actor=crew.curator, number=rfc.pk, act=Act.APPROVE, given=Given(until=clock.now() + _WEEK))
    moved(crew.admin, rfc, Act.RETURN, reason="Name the values.")
    moved(crew.curator, rfc, Act.SUBMIT)
    moved(crew.admin, rfc, Act.APPROVE, until=clock.now() + _WEEK)
    with writing():
        made = comment(actor=crew.elsewhere, number=rfc.pk, text="I like it.")
    assert made.number == 2
    with pytest.raises(RfcIsElsewhere), writing():
        write_text(actor=crew.curator, number=rfc.pk, text="Four")
    Rfc.objects.update(comments_until=clock.now() - timedelta(seconds=1))
    with pytest.raises(RfcIsElsewhere), writing():
        comment(actor=crew.elsewhere, number=rfc.pk, text="Too late.")
    jobs.look_after()
    assert jobs.close() == 1
    assert jobs.close() == 0
    rfc.refresh_from_db()
    assert rfc.state == State.CLOSED
    with pytest.raises(RfcIsInvalid, match="what became"):
        moved(crew.admin, rfc, Act.IMPLEMENT, model_version="1.0.0")
    with writing():
        integrate(actor=crew.curator, number=rfc.pk, text="All taken.")
    with pytest.raises(RfcIsInvalid, match="version of the data model"):
        moved(crew.admin, rfc, Act.IMPLEMENT, model_version="9.9.9")
    assert moved(crew.admin, rfc, Act.IMPLEMENT, model_version="1.0.0").state == State.IMPLEMENTED
    assert moves_from(State.IMPLEMENTED, is_administrator=True) == []


def test_who_sees_which(crew: Crew) -> None:
    draft, public = drafted(crew.curator), opened(crew)
    assert list(visible(crew.stranger)) == []
    with pytest.raises(RfcNotFound):
        get_rfc(crew.stranger, public.pk)
    for actor in (crew.wrangler, crew.elsewhere):
        assert list(visible(actor)) == [public]
        with pytest.raises(RfcNotFound):
            get_rfc(actor, draft.pk)
        with pytest.raises(RfcNotFound), writing():
            comment(actor=actor, number=draft.pk, text="x")
        with pytest.raises(NotYourRfc), writing():
            draft_rfc(actor=actor, title="x", need="y", text="z")
        with pytest.raises(NotYourRfc), writing():
            write_text(actor=actor, number=public.pk, text="z")
    assert not visible(ANONYMOUS).exists()
    assert visible(crew.liaison).count() == 2
    with pytest.raises(NotYourRfc), writing():
        move_rfc(actor=crew.liaison, number=draft.pk, act=Act.SUBMIT, given=Given())
    with writing():
        hand_over(actor=crew.curator, number=draft.pk, user_id=crew.liaison.id)
    assert moved(crew.liaison, draft, Act.SUBMIT).state == State.DCC_REVIEW
    with pytest.raises(RfcIsInvalid), writing():
        hand_over(actor=crew.liaison, number=draft.pk, user_id=crew.wrangler.id)
    with pytest.raises(RfcNotFound):
        get_rfc(crew.admin, 10**30)


def test_what_does_not_fit(crew: Crew) -> None:
    rfc = drafted(crew.curator)
    moved(crew.curator, rfc, Act.SUBMIT)
    cases: list[tuple[Act, dict[str, object]]] = [
        (Act.APPROVE, {}),
        (Act.APPROVE, {"until": clock.now() - _WEEK}),
        (Act.RETURN, {}),
        (Act.SUBMIT, {}),
        (Act.IMPLEMENT, {"model_version": "1.0.0"}),
    ]
    for act, given in cases:
        with pytest.raises(DomainError):
            moved(crew.admin, rfc, act, **given)
    other = drafted(crew.curator)
    for text, based_on in (("One\nTwo\n", 1), ("New", 7)):
        with pytest.raises(RfcIsInvalid), writing():
            write_text(actor=crew.curator, number=other.pk, text=text, based_on=based_on)
    for text in ("", "x" * 11, "MRN: 00482913"):
        with pytest.raises(RfcIsInvalid) as refused:
            written(text, what="a comment", longest=10 if "x" in text else 100)
        assert "00482913" not in str(refused.value)


def test_members_are_told_when_it_opens_and_owners_of_comments(crew: Crew) -> None:
    rfc = opened(crew)
    run_jobs("inbox.deliver_event")
    titles = {
        name: set(Notice.objects.filter(user_id=actor.id, topic="rfc").values_list("event__title", flat=True))
        for name, actor in vars(crew).items()
    }
    assert any("open for comments" in title for title in titles["wrangler"])
    assert not any("waits for review" in title for title in titles["wrangler"])
    assert any("waits for review" in title for title in titles["admin"])
    with writing():
        comment(actor=crew.wrangler, number=rfc.pk, text="Fine.")
    run_jobs("inbox.deliver_event")
    told = Event.objects.get(subject_kind="rfc_comment")
    assert set(Notice.objects.filter(event=told).values_list("user_id", flat=True)) == {crew.curator.id}


def test_differences() -> None:
    lines = difference("a\nb\nc", "a\nd\nc")
    assert lines is not None
    assert [(line.kind, line.text) for line in lines if line.kind != "gap"] == [
        ("stays", "a"),
        ("went", "b"),
        ("came", "d"),
        ("stays", "c"),
    ]
    assert difference("a", "a") == []
    assert difference("x\n" * 4_000, "y") is None


def test_the_states_as_a_whole() -> None:
    for state in set(State) - {State.IMPLEMENTED}:
        assert [move for move in MOVES.values() if move.start is state]
    assert {move.end for move in MOVES.values()} == set(State)
