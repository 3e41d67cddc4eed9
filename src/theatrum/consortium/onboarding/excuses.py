"""Excusing a person or a center from a gate: with a reason, until a moment, by an administrator, and audited."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.queries import get_center
from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding.errors import ExcuseIsInvalid, ExcuseNotFound, NotAnExcuser
from theatrum.consortium.onboarding.gates import OF_CENTER, OF_PERSON, Gate, link_to
from theatrum.consortium.onboarding.models import Excuse, Subject
from theatrum.consortium.onboarding.wording import fields, filled
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import find_user
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.refusing import Place, require_clean

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Whom:
    """A person by their number, or a center by its atlas id."""

    kind: Subject
    id: str

    @staticmethod
    def person(user_id: int) -> "Whom":
        """Return a person."""
        return Whom(Subject.PERSON, str(user_id))

    @staticmethod
    def center(center_id: str) -> "Whom":
        """Return a center."""
        return Whom(Subject.CENTER, center_id)


def in_effect() -> QuerySet[Excuse]:
    """Return the excuses that hold now, the soonest to end first."""
    return Excuse.objects.filter(ended_on=None, until__gt=clock.now()).order_by("until", "pk")


def excused(kind: Subject, ids: Collection[str]) -> Mapping[tuple[str, str], Excuse]:
    """Return the excuses of subjects that hold now, by subject and gate; one query."""
    found = in_effect().filter(subject_kind=kind, subject_id__in=list(ids))
    return {(one.subject_id, one.gate): one for one in found}


def draft_reason(reason: str) -> str:
    """Return a reason that may be kept and shown, looked at outside of any transaction.

    Raises ExcuseIsInvalid, TextIdentifies.
    """
    text = " ".join(reason.split())
    _check_reason(text)
    require_clean({"reason": [text]}, Place.TEXTS)
    return text


def excuse_gate(*, actor: Actor, subject: Whom, gate: Gate, reason: str, until: datetime) -> Excuse:
    """Excuse a person or a center from a gate, in place of an excuse that there is.

    Raises NotAnExcuser, ExcuseIsInvalid, UserNotFound, CenterNotFound.
    """
    _require_excuser(actor)
    _check(subject, gate, reason, until)
    _name_of(subject)
    _end(actor, Excuse.objects.filter(subject_kind=subject.kind, subject_id=subject.id, gate=gate, ended_on=None))
    made = Excuse.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        gate=gate,
        reason=reason.strip(),
        made_by=actor.id,
        made_on=clock.now(),
        until=until,
    )
    _remember(actor, "gate_excused", subject, after={"gate": gate.value, "until": until.isoformat()})
    _tell(actor, subject, gate, f"is excused until {until.date().isoformat()}")
    return made


def end_excuse(*, actor: Actor, subject: Whom, gate: Gate) -> None:
    """End an excuse at once. Raises NotAnExcuser, ExcuseNotFound."""
    _require_excuser(actor)
    found = Excuse.objects.filter(subject_kind=subject.kind, subject_id=subject.id, gate=gate, ended_on=None)
    if not _end(actor, found):
        raise ExcuseNotFound(subject=subject.id, gate=gate.value)
    _remember(actor, "gate_excuse_ended", subject, after={"gate": gate.value})
    _tell(actor, subject, gate, "is excused no more")


def tell_ended(*, actor: Actor, excuse_id: int) -> None:
    """Close an excuse whose time is over, and tell whom it concerns; done already, nothing happens."""
    found = Excuse.objects.filter(pk=excuse_id, ended_on=None, until__lte=clock.now()).first()
    if found is None:
        return
    found.ended_on, found.ended_by, found.told_on = found.until, actor.id, clock.now()
    found.save(update_fields=["ended_on", "ended_by", "told_on"])
    subject = Whom(Subject(found.subject_kind), found.subject_id)
    _remember(actor, "gate_excuse_expired", subject, after={"gate": found.gate})
    _tell(actor, subject, Gate(found.gate), "is excused no more: the time is over")


def is_excuser(actor: Actor) -> bool:
    """Tell whether somebody may excuse from gates: administrators, and those of the coordinating center."""
    return sight.is_dcc_administrator(actor)


def _require_excuser(actor: Actor) -> None:
    if not is_excuser(actor):
        raise NotAnExcuser


def _check(subject: Whom, gate: Gate, reason: str, until: datetime) -> None:
    known = OF_PERSON if subject.kind == Subject.PERSON else OF_CENTER
    onboarding = in_force().onboarding
    if gate not in known or onboarding is None or onboarding.find(gate) is None:
        raise ExcuseIsInvalid(reason=f"{gate.value} is no gate of a {subject.kind.value} in the profile in force.")
    _check_reason(reason)
    if until <= clock.now():
        raise ExcuseIsInvalid(reason="An excuse ends in the future.")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ExcuseIsInvalid(reason="Give the reason for the excuse: it is kept, and shown beside the gate.")
    if len(reason) > LONGEST_REASON:
        raise ExcuseIsInvalid(reason=f"The reason is longer than {LONGEST_REASON} characters.")


def _end(actor: Actor, found: QuerySet[Excuse]) -> int:
    return found.update(ended_on=clock.now(), ended_by=actor.id)


def _name_of(subject: Whom) -> str:
    if subject.kind == Subject.PERSON:
        return find_user(int(subject.id)).get_full_name()
    return get_center(in_force(), subject.id).id


def _remember(actor: Actor, verb: str, subject: Whom, *, after: Mapping[str, object]) -> None:
    kind = "user" if subject.kind == Subject.PERSON else "center"
    audit.record(actor.id, verb, subject_kind=kind, subject_id=subject.id, after=dict(after))


def _tell(actor: Actor, subject: Whom, gate: Gate, what: str) -> None:
    profile = in_force()
    rule = profile.onboarding.find(gate) if profile.onboarding else None
    is_person = subject.kind == Subject.PERSON
    center_id = "" if is_person else subject.id
    name = filled(rule.name, fields(profile, center_id, None, "")) if rule else gate.value
    publish(
        topic="onboarding",
        center_id=center_id,
        subject_kind=subject.kind.value,
        subject_id=subject.id,
        people=[int(subject.id)] if is_person else [],
        title=f"{_name_of(subject)} {what}: {name}",
        link=link_to(gate, center_id, None),
        by=actor.id,
    )
