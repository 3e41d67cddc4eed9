"""Drafting, leading and commenting requests. Texts were made ready by ``words`` before."""

from dataclasses import dataclass
from datetime import datetime

from theatrum.consortium.centers.sight import is_dcc_administrator, is_staff
from theatrum.consortium.events.actions import publish
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.rfcs.errors import NotYourRfc, RfcIsElsewhere, RfcIsInvalid, RfcNotFound
from theatrum.consortium.rfcs.models import LONGEST_TITLE, Comment, Rfc, State, Step, Text
from theatrum.consortium.rfcs.people import administrators
from theatrum.consortium.rfcs.queries import get_rfc, leads
from theatrum.consortium.rfcs.states import MOVES, PUBLIC, WRITABLE, Act
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit import actions as audit

SUBJECT = "rfc"
DRAFT = "rfc_draft"
COMMENT = "rfc_comment"
_NOTE = 300


@dataclass(frozen=True)
class Given:
    """What goes along with an act: a reason, an end of the time for comments, a version of the data model."""

    reason: str = ""
    until: datetime | None = None
    model_version: str = ""
    integrated: str = ""


def draft_rfc(*, actor: Actor, title: str, need: str, text: str) -> Rfc:
    """Begin a request; whoever begins it owns it. Raises NotYourRfc, RfcIsInvalid."""
    if not is_staff(actor):
        raise NotYourRfc(reason="The coordinating center begins requests. Tell your liaison what you need.")
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise RfcIsInvalid(reason=f"Give it a title of at most {LONGEST_TITLE} signs.")
    moment = clock.now()
    rfc = Rfc.objects.create(title=title, need=need, owner_id=actor.id, made_on=moment, changed_on=moment)
    Text.objects.create(rfc=rfc, number=1, text=text, author_id=actor.id, made_on=moment)
    _step(rfc, actor.id)
    audit.record(actor.id, "rfc_drafted", subject_kind="rfc", subject_id=rfc.pk, after={"title": title})
    return rfc


def write_text(*, actor: Actor, number: int, text: str, note: str = "", based_on: int | None = None) -> Text:
    """Add a version of the text. Raises RfcNotFound, NotYourRfc, RfcIsElsewhere, RfcIsInvalid."""
    rfc = _led(actor, number)
    if rfc.state not in WRITABLE:
        raise RfcIsElsewhere(number=number, state=State(rfc.state).label.lower())
    newest = rfc.texts.order_by("-number").first()
    if newest is None:
        raise RfcNotFound(number=number)
    if based_on is not None and based_on != newest.number:
        raise RfcIsInvalid(
            reason=f"Version {newest.number} was written meanwhile. Load the page again, then add yours."
        )
    if newest.text == text:
        raise RfcIsInvalid(reason="Nothing is different from the version before.")
    made = Text.objects.create(
        rfc=rfc, number=newest.number + 1, text=text, note=note[:_NOTE], author_id=actor.id, made_on=clock.now()
    )
    _changed(rfc)
    audit.record(actor.id, "rfc_written", subject_kind="rfc", subject_id=rfc.pk, after={"version": made.number})
    return made


def move_rfc(*, actor: Actor, number: int, act: Act, given: Given) -> Rfc:
    """Do one of the acts of ``states``. Raises RfcNotFound, NotYourRfc, RfcIsElsewhere, RfcIsInvalid."""
    rfc, move = _led(actor, number), MOVES[act]
    if move.by_administrator and not is_dcc_administrator(actor):
        raise NotYourRfc(reason="Only an administrator of the coordinating center may do this.")
    if rfc.state != move.start:
        raise RfcIsElsewhere(number=number, state=State(rfc.state).label.lower())
    if move.needs_reason and not given.reason:
        raise RfcIsInvalid(reason="Say why: whoever worked on it reads that.")
    if move.needs_end:
        rfc.comments_until = _end(given.until)
    if act is Act.APPROVE:
        rfc.opened_on = clock.now()
    if act is Act.IMPLEMENT:
        rfc.model_version, rfc.integrated = _version(given.model_version), given.integrated or rfc.integrated
        if not rfc.integrated:
            raise RfcIsInvalid(reason="Say first what became of the comments.")
    before, rfc.state = rfc.state, move.end
    _changed(rfc)
    _step(rfc, actor.id, given.reason)
    audit.record(actor.id, "rfc_moved", subject_kind="rfc", subject_id=rfc.pk, before=before, after=rfc.state)
    _tell(rfc, act, by=actor.id)
    return rfc


def integrate(*, actor: Actor, number: int, text: str) -> Rfc:
    """Say what became of the comments. Raises RfcNotFound, NotYourRfc, RfcIsElsewhere."""
    rfc = _led(actor, number)
    if rfc.state not in {State.OPEN, State.CLOSED}:
        raise RfcIsElsewhere(number=number, state=State(rfc.state).label.lower())
    rfc.integrated = text
    _changed(rfc)
    audit.record(actor.id, "rfc_integrated", subject_kind="rfc", subject_id=rfc.pk)
    return rfc


def hand_over(*, actor: Actor, number: int, user_id: int) -> Rfc:
    """Let somebody else of the coordinating center own a request. Raises RfcNotFound, NotYourRfc, RfcIsInvalid."""
    rfc = _led(actor, number)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not is_staff(actor_of(user)):
        raise RfcIsInvalid(reason="Choose somebody of the coordinating center.")
    before, rfc.owner_id = rfc.owner_id, user_id
    _changed(rfc)
    audit.record(actor.id, "rfc_handed_over", subject_kind="rfc", subject_id=rfc.pk, before=before, after=user_id)
    return rfc


def comment(*, actor: Actor, number: int, text: str) -> Comment:
    """Say something about a request that is open; every member may. Raises RfcNotFound, RfcIsElsewhere."""
    rfc = get_rfc(actor, number, is_locked=True)
    is_over = rfc.comments_until is not None and rfc.comments_until <= clock.now()
    if rfc.state != State.OPEN or is_over:
        state = "closed" if is_over else State(rfc.state).label.lower()
        raise RfcIsElsewhere(number=number, state=state)
    newest = rfc.texts.order_by("-number").values_list("number", flat=True)[0]
    made = Comment.objects.create(rfc=rfc, number=newest, text=text, author_id=actor.id, made_on=clock.now())
    audit.record(actor.id, "rfc_commented", subject_kind="rfc", subject_id=rfc.pk, after={"comment": made.pk})
    if rfc.owner_id != actor.id:
        publish(
            topic="rfc",
            subject_kind=COMMENT,
            subject_id=str(made.pk),
            people=[rfc.owner_id],
            title=f"Somebody commented on request {rfc.pk}: {rfc.title}",
            link=f"/rfcs/{rfc.pk}#comment-{made.pk}",
            by=actor.id,
        )
    return made


def close_over(*, number: int) -> None:
    """Close a request whose time for comments is over; one that was extended meanwhile stays open."""
    found = Rfc.objects.select_for_update().filter(pk=number, state=State.OPEN, comments_until__lte=clock.now())
    rfc = found.first()
    if rfc is None:
        return
    rfc.state = State.CLOSED
    _changed(rfc)
    _step(rfc, OPERATOR_ID, "The time for comments is over.")
    audit.record(
        OPERATOR_ID, "rfc_moved", subject_kind="rfc", subject_id=rfc.pk, before=State.OPEN.value, after=rfc.state
    )
    _tell(rfc, Act.CLOSE, by=OPERATOR_ID)


def _led(actor: Actor, number: int) -> Rfc:
    rfc = get_rfc(actor, number, is_locked=True)
    if not leads(actor, rfc):
        raise NotYourRfc(reason="Only its owner, or an administrator of the coordinating center, may do this.")
    return rfc


def _end(until: datetime | None) -> datetime:
    if until is None or until <= clock.now():
        raise RfcIsInvalid(reason="Choose a last day for comments that has not passed.")
    return until


def _version(wanted: str) -> str:
    known = in_force().models
    if wanted not in known:
        raise RfcIsInvalid(reason=f"Choose the version of the data model that has it: {', '.join(known)}.")
    return wanted


def _changed(rfc: Rfc) -> None:
    rfc.changed_on = clock.now()
    rfc.save()


def _step(rfc: Rfc, actor_id: int, reason: str = "") -> None:
    Step.objects.create(rfc=rfc, state=rfc.state, actor_id=actor_id, at=clock.now(), reason=reason)


def _tell(rfc: Rfc, act: Act, *, by: int) -> None:
    said = {
        Act.SUBMIT: "waits for review",
        Act.RETURN: "was returned to its owner",
        Act.APPROVE: "is open for comments",
        Act.EXTEND: "is open longer",
        Act.CLOSE: "is closed for comments",
        Act.REWORK: "is drafted anew",
        Act.IMPLEMENT: f"is part of data model {rfc.model_version}",
    }[act]
    publish(
        topic="rfc",
        subject_kind=SUBJECT if rfc.state in PUBLIC else DRAFT,
        subject_id=str(rfc.pk),
        people=[] if rfc.state in PUBLIC else {rfc.owner_id, *administrators()} - {by},
        title=f"Request {rfc.pk} {said}: {rfc.title}",
        text=f"Until {rfc.comments_until:%d %B %Y}." if rfc.state == State.OPEN and rfc.comments_until else "",
        link=f"/rfcs/{rfc.pk}",
        by=by,
    )
