"""Plans for de-identification: submitted, discussed, returned, acknowledged, each by whose part it is."""

from pathlib import Path

import pytest

from tests.consortium.onboarding.people import CENTER, People, make_people
from tests.factories.entities import make_handle
from theatrum.consortium.onboarding.plans.actions import draft_plan, draft_words, move_plan, say_about_plan, submit_plan
from theatrum.consortium.onboarding.plans.errors import NotYourPlan, PlanIsElsewhere, PlanIsInvalid, PlanNotFound
from theatrum.consortium.onboarding.plans.models import Plan, PlanState
from theatrum.consortium.onboarding.plans.queries import DOCUMENT, downloadable, facts_of, versions_of
from theatrum.consortium.onboarding.plans.states import MOVES
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.associations import Claim


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


def submit(actor: Actor, text: str = "Dates become ages. Labels are cut off.") -> Plan:
    words = draft_plan(text)
    with writing():
        return submit_plan(actor=actor, center_id=CENTER, words=words)


def move(actor: Actor, number: int, then: PlanState, text: str = "") -> Plan:
    words = draft_words(text)
    with writing():
        return move_plan(actor=actor, center_id=CENTER, number=number, then=then, words=words)


def state(number: int) -> str:
    return Plan.objects.get(center_id=CENTER, number=number).state


@pytest.mark.requirement("R14")
def test_a_plan_is_returned_with_a_reason_and_acknowledged_in_its_next_version(people: People) -> None:
    submit(people.wrangler)
    assert "waits for the liaison" in facts_of([CENTER], None)[CENTER].note
    with pytest.raises(PlanIsInvalid, match="Say why"):
        move(people.liaison, 1, PlanState.RETURNED)
    move(people.liaison, 1, PlanState.RETURNED, "Which tool cuts the labels?")
    assert "returned" in facts_of([CENTER], None)[CENTER].note
    submit(people.investigator, "Labels are cut off by a tool of our own.")
    assert state(1) == PlanState.REPLACED
    move(people.liaison, 2, PlanState.ACKNOWLEDGED)
    assert facts_of([CENTER], None)[CENTER].is_open

    # The acknowledged one holds while another is looked at, and is replaced when that is acknowledged, too.
    submit(people.wrangler, "A shorter plan.")
    assert facts_of([CENTER], None)[CENTER].is_open
    move(people.liaison, 3, PlanState.ACKNOWLEDGED)
    assert (state(2), state(3)) == (PlanState.REPLACED, PlanState.ACKNOWLEDGED)
    move(people.liaison, 3, PlanState.RETURNED, "Images were forgotten.")
    assert not facts_of([CENTER], None)[CENTER].is_open
    assert [step.kind for step in versions_of(CENTER)[2].steps.all()] == ["submitted", "returned", "replaced"]


def test_each_step_is_for_whose_part_it_is(people: People) -> None:
    for actor in (people.liaison, people.stranger, people.admin):
        with pytest.raises(NotYourPlan):
            submit(actor)
    submit(people.wrangler)
    for actor in (people.wrangler, people.investigator, people.stranger):
        with pytest.raises(NotYourPlan):
            move(actor, 1, PlanState.ACKNOWLEDGED)
    with writing(), pytest.raises(NotYourPlan):
        say_about_plan(actor=people.stranger, center_id=CENTER, number=1, words=draft_words("Hello"))
    with writing():
        say_about_plan(actor=people.liaison, center_id=CENTER, number=1, words=draft_words("Looks good so far."))
    move(people.wrangler, 1, PlanState.WITHDRAWN)
    with pytest.raises(PlanIsElsewhere):
        move(people.liaison, 1, PlanState.ACKNOWLEDGED)
    with pytest.raises(PlanNotFound):
        move(people.liaison, 7, PlanState.ACKNOWLEDGED)


def test_every_state_but_the_last_ones_leads_somewhere() -> None:
    assert set(MOVES) == set(PlanState)
    ends = {one for one, moves in MOVES.items() if not moves}
    assert ends == {PlanState.WITHDRAWN, PlanState.REPLACED}


def test_the_guide_has_every_step() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "certification.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in guide.splitlines() if line.startswith("| ")][1:]
    told = {(one, other) for left, right, *_ in rows for one in left.split(", ") for other in right.split(", ")}
    assert told == {(state.value, move.then.value) for state, moves in MOVES.items() for move in moves}


def test_a_file_is_a_plan_for_who_sees_the_center(people: People) -> None:
    with writing(), pytest.raises(PlanIsInvalid, match="A plan is one of"):
        submit_plan(actor=people.wrangler, center_id=CENTER, handle_id=make_handle(people.wrangler).pk)
    handle = make_handle(people.wrangler, name="plan.PDF")
    with writing():
        plan = submit_plan(actor=people.wrangler, center_id=CENTER, handle_id=handle.pk)
    claim = Claim(handle.pk, DOCUMENT, str(plan.pk))
    for actor, expected in ((people.liaison, [claim]), (people.investigator, [claim]), (people.stranger, [])):
        assert downloadable(actor, [claim]) == expected
    assert downloadable(people.liaison, [Claim(handle.pk + 1, DOCUMENT, str(plan.pk))]) == []
