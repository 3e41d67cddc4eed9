"""A submission from open to accepted: what stops it, who takes which step, and who is told."""

import pytest

from tests.support.center_scene import CENTER, RELEASE, CenterScene, fill
from theatrum.consortium.events.models import Event
from theatrum.consortium.exceptions import attesting
from theatrum.consortium.exceptions.attesting import Signing
from theatrum.consortium.linking.jobs import check
from theatrum.consortium.linking.models import Problem
from theatrum.consortium.readiness import actions
from theatrum.consortium.readiness.checklist import attestations_due, open_items
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.errors import NotReady, NotYourStep, SubmissionIsElsewhere, SubmissionIsInvalid
from theatrum.consortium.readiness.models import State, Step
from theatrum.consortium.readiness.queries import states_of, submission_of
from theatrum.consortium.readiness.states import FOLLOWING
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Validation, Verdict


def _keys(*, soft: bool = False) -> set[str]:
    return {item.key for item in open_items(counts_of([CENTER])[CENTER]) if item.is_soft == soft}


def _finish(scene: CenterScene) -> None:
    """Do all that stops the submission: the odd slide is valid, all is signed, links are checked and hold."""
    fill(scene)
    Validation.objects.filter(verdict=Verdict.INVALID).update(verdict=Verdict.VALID)
    for due in attestations_due(counts_of([CENTER])[CENTER]):
        signing = Signing(
            center_id=CENTER,
            release=RELEASE,
            component=due.component,
            attestations=[due.attestation.attestation],
            name="Ada",
        )
        with writing():
            attesting.sign_attestations(actor=scene.it.wrangler, signing=attesting.draft_signing(signing))
    check(actor_id=scene.it.wrangler.id, center=CENTER, release=RELEASE)
    Problem.objects.all().delete()


def _ready(actor: Actor) -> State:
    draft = actions.draft_ready(center_id=CENTER, release=RELEASE, acknowledged=_keys(soft=True), text="All is there.")
    with writing():
        return State(actions.take_step(actor=actor, draft=draft).state)


def _step(actor: Actor, then: State, text: str = "") -> State:
    draft = actions.draft_step(center_id=CENTER, release=RELEASE, then=then, text=text)
    with writing():
        return State(actions.take_step(actor=actor, draft=draft).state)


def test_what_stops_it_is_named_with_its_page(scene: CenterScene) -> None:
    assert {"content", "required:Demographics", "required:BiospecimenData", "links:none"} <= _keys()
    fill(scene)
    keys = _keys()
    assert "invalid:DigitalPathologyData" in keys
    assert "attestation:DigitalPathologyData:redaction" in keys
    assert not keys & {"content", "required:Demographics"}
    assert all(item.link.startswith("/") for item in open_items(counts_of([CENTER])[CENTER]))
    with pytest.raises(NotReady, match="see to first"):
        _ready(scene.it.wrangler)
    Validation.objects.filter(verdict=Verdict.VALID).update(verdict=Verdict.UNKNOWN)
    assert "pending:BulkWESLevel1" in _keys()


def test_what_is_soft_is_acknowledged(scene: CenterScene) -> None:
    _finish(scene)
    assert _keys() == set()
    soft = _keys(soft=True)
    if soft:
        with pytest.raises(NotReady, match="Say that you know"):
            actions.draft_ready(center_id=CENTER, release=RELEASE, acknowledged=())
    assert _ready(scene.it.wrangler) is State.READY
    [step] = Step.objects.all()
    assert step.facts["counts"]["DigitalPathologyData"]["valid"] == 3
    assert len(step.facts["acknowledged"]) == len(soft)


def test_from_open_to_accepted_and_back(scene: CenterScene) -> None:
    _finish(scene)
    with pytest.raises(NotYourStep):
        _ready(scene.it.liaison)
    _ready(scene.it.wrangler)
    with pytest.raises(NotYourStep, match="by the DCC"):
        _step(scene.it.wrangler, State.ACCEPTED)
    with pytest.raises(SubmissionIsInvalid, match="what is to be mended"):
        _step(scene.it.liaison, State.RETURNED)
    assert _step(scene.it.wrangler, State.OPEN) is State.OPEN
    _ready(scene.it.wrangler)
    assert _step(scene.it.liaison, State.RETURNED, "Two slides are upside down.") is State.RETURNED
    assert submission_of(CENTER, RELEASE).reason == "Two slides are upside down."
    _ready(scene.it.wrangler)
    assert _step(scene.it.liaison, State.ACCEPTED) is State.ACCEPTED
    assert states_of([CENTER], RELEASE) == {CENTER: State.ACCEPTED}
    with pytest.raises(SubmissionIsElsewhere):
        _ready(scene.it.wrangler)
    assert _step(scene.it.liaison, State.OPEN, "More is to come.") is State.OPEN
    titles = list(Event.objects.filter(subject_kind="submission").order_by("pk").values_list("title", flat=True))
    assert len(titles) == 7
    assert titles[-1] == f"Release {RELEASE} of {CENTER} is open again"


def test_every_state_is_in_the_machine() -> None:
    assert set(FOLLOWING) == set(State)
