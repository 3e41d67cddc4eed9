"""Agreements, from their draft over signatures to their end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.actions import valid_reason
from theatrum.consortium.centers.agreement_states import require_step
from theatrum.consortium.centers.agreements import agreements_of
from theatrum.consortium.centers.errors import AgreementIsElsewhere, AgreementIsInvalid, AgreementNotFound
from theatrum.consortium.centers.models import (
    LONGEST_NAME,
    Agreement,
    AgreementState,
    AgreementStep,
    CenterInstitution,
)
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.events.actions import publish
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import arrivals
from theatrum.repository.files.models import FileHandle

_LONGEST_VERSION = 20
_MOST_SIGNATORIES = 50


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for an institution of the appendix, or the center: ``signed_on`` is None until they have."""

    name: str
    title: str = ""
    institution_id: int | None = None
    signed_on: date | None = None


def draft_agreement(
    *,
    actor: Actor,
    profile: Profile,
    center_id: str,
    version: str,
    institution_ids: Collection[int],
    signatories: Sequence[Signatory] = (),
) -> Agreement:
    """Begin the agreement of a center: a version of the text, and the institutions of its appendix.

    Raises NotEntitled, CenterNotFound, AgreementIsInvalid.
    """
    queries.get_center(profile, center_id)
    actor = require_dcc_administrator(actor, to="file agreements")
    moment = clock.now()
    numbers = _institutions(center_id, institution_ids)
    made = Agreement.objects.create(
        center_id=center_id,
        version=_version(version),
        signatories=_signatories(signatories, numbers),
        made_by=actor.id,
        made_on=moment,
        changed_on=moment,
    )
    made.institutions.set(numbers)
    _remember(actor, made, before=None)
    return made


def change_agreement(
    *,
    actor: Actor,
    agreement_id: int,
    version: str,
    institution_ids: Collection[int],
    signatories: Sequence[Signatory],
) -> Agreement:
    """Change what is not executed yet; of what was sent out only who signed when, as its text has gone.

    Raises NotEntitled, AgreementNotFound, AgreementIsElsewhere, AgreementIsInvalid.
    """
    actor = require_dcc_administrator(actor, to="file agreements")
    found = _locked(agreement_id)
    if found.state not in {AgreementState.DRAFT, AgreementState.SENT}:
        raise AgreementIsElsewhere(id=found.pk, now=found.state, then="something else")
    numbers = _institutions(found.center_id, institution_ids)
    old = set(found.institutions.values_list("pk", flat=True))
    if found.state == AgreementState.SENT and (version.strip() != found.version or old != set(numbers)):
        reason = "Version and institutions are those of the text that was sent. Take it back first: a draft again."
        raise AgreementIsInvalid(reason=reason)
    found.version, found.signatories = _version(version), _signatories(signatories, numbers)
    found.changed_on = clock.now()
    found.save(update_fields=["version", "signatories", "changed_on"])
    found.institutions.set(numbers)
    after = {"version": found.version, "institutions": sorted(numbers), "signatories": len(found.signatories)}
    audit.record(actor.id, "agreement_changed", subject_kind="agreement", subject_id=found.pk, after=after)
    return found


def send_agreement(*, actor: Actor, agreement_id: int, sent_on: date) -> Agreement:
    """Say that an agreement is out for signatures. Raises NotEntitled, AgreementNotFound, AgreementIsElsewhere."""
    actor = require_dcc_administrator(actor, to="file agreements")
    found = _locked(agreement_id)
    require_step(found.pk, AgreementState(found.state), AgreementState.SENT)
    found.sent_on = _past(sent_on, "sent")
    _enter(actor, found, AgreementState.SENT)
    return found


def recall_agreement(*, actor: Actor, agreement_id: int, reason: str) -> Agreement:
    """Make a sent agreement a draft again. Raises NotEntitled, AgreementNotFound, AgreementIsElsewhere."""
    actor = require_dcc_administrator(actor, to="file agreements")
    found = _locked(agreement_id)
    require_step(found.pk, AgreementState(found.state), AgreementState.DRAFT)
    found.sent_on = None
    _enter(actor, found, AgreementState.DRAFT, reason=valid_reason(reason))
    return found


def execute_agreement(
    *, actor: Actor, agreement_id: int, executed_on: date, handle_id: int, expires_on: date | None = None
) -> Agreement:
    """File an agreement that all have signed, with its text as a file whose hash is kept.

    Executed ones of the center whose institutions it covers all are superseded by it.
    Raises NotEntitled, AgreementNotFound, AgreementIsElsewhere, AgreementIsInvalid.
    """
    actor = require_dcc_administrator(actor, to="file agreements")
    found = _locked(agreement_id)
    require_step(found.pk, AgreementState(found.state), AgreementState.EXECUTED)
    _require_signed(found, executed_on)
    if expires_on is not None and expires_on < executed_on:
        raise AgreementIsInvalid(reason="An agreement does not expire before it is executed.")
    handle = valid_file(actor, handle_id)
    found.executed_on, found.expires_on = executed_on, expires_on
    found.handle, found.sha256 = handle, handle.sha256
    arrivals.taken([handle.pk])
    _enter(actor, found, AgreementState.EXECUTED)
    _supersede(actor, found)
    return found


def terminate_agreement(*, actor: Actor, agreement_id: int, reason: str) -> Agreement:
    """End an agreement before its time. Raises NotEntitled, AgreementNotFound, AgreementIsElsewhere."""
    actor = require_dcc_administrator(actor, to="file agreements")
    found = _locked(agreement_id)
    require_step(found.pk, AgreementState(found.state), AgreementState.TERMINATED)
    _enter(actor, found, AgreementState.TERMINATED, reason=valid_reason(reason))
    return found


def valid_file(actor: Actor, handle_id: int) -> FileHandle:
    """Return a stored file of the actor whose hash is known. Raises AgreementIsInvalid."""
    handle = FileHandle.objects.filter(pk=handle_id, created_by=actor.id).first()
    if handle is None or handle.is_link or handle.is_failed:
        raise AgreementIsInvalid(reason="Upload the signed text as a file first.")
    if not handle.sha256:
        raise AgreementIsInvalid(reason=f"The hash of {handle.file_name} is not computed yet. Try again in a minute.")
    return handle


def _supersede(actor: Actor, found: Agreement) -> None:
    covered = set(found.institutions.values_list("pk", flat=True))
    earlier = agreements_of(found.center_id).filter(state=AgreementState.EXECUTED).exclude(pk=found.pk)
    for one in earlier:
        if {institution.pk for institution in one.institutions.all()} <= covered:
            _enter(actor, one, AgreementState.SUPERSEDED, reason=f"by agreement {found.pk}, version {found.version}")


def _require_signed(found: Agreement, executed_on: date) -> None:
    _past(executed_on, "executed")
    if found.sent_on is not None and executed_on < found.sent_on:
        raise AgreementIsInvalid(reason=f"It was sent on {found.sent_on}: it cannot have been executed before.")
    if not found.signatories:
        raise AgreementIsInvalid(reason="Name who signed it, and when.")
    for one in found.signatories:
        if not one["signed_on"]:
            raise AgreementIsInvalid(reason=f"{one['name']} has not signed yet.")
        if date.fromisoformat(one["signed_on"]) > executed_on:
            raise AgreementIsInvalid(reason=f"{one['name']} signed later than the day on which it was executed.")


def _locked(agreement_id: int) -> Agreement:
    found = Agreement.objects.select_for_update().filter(pk=agreement_id).first()
    if found is None:
        raise AgreementNotFound(id=agreement_id)
    return found


def _version(version: str) -> str:
    text = version.strip()
    if not 0 < len(text) <= _LONGEST_VERSION:
        raise AgreementIsInvalid(reason=f"Give the version of the text, in 1 to {_LONGEST_VERSION} characters.")
    return text


def _institutions(center_id: str, wanted: Collection[int]) -> list[int]:
    known = set(CenterInstitution.objects.filter(center_id=center_id).values_list("institution_id", flat=True))
    if not wanted:
        raise AgreementIsInvalid(reason="Choose at least one institution for the appendix.")
    if unknown := sorted(set(wanted) - known):
        raise AgreementIsInvalid(reason=f"Institution {unknown[0]} is none of {center_id}.")
    return sorted(set(wanted))


def _signatories(given: Sequence[Signatory], institutions: Collection[int]) -> list[dict[str, object]]:
    if len(given) > _MOST_SIGNATORIES:
        raise AgreementIsInvalid(reason=f"At most {_MOST_SIGNATORIES} people sign.")
    return [_signatory(one, institutions) for one in given]


def _signatory(one: Signatory, institutions: Collection[int]) -> dict[str, object]:
    name, title = " ".join(one.name.split()), " ".join(one.title.split())
    if not 0 < len(name) <= LONGEST_NAME or len(title) > LONGEST_NAME:
        raise AgreementIsInvalid(reason=f"Give each signatory a name of 1 to {LONGEST_NAME} characters.")
    if one.institution_id is not None and one.institution_id not in institutions:
        raise AgreementIsInvalid(reason=f"{name} signs for an institution that is not in the appendix.")
    if one.signed_on is not None:
        _past(one.signed_on, "signed")
    signed_on = one.signed_on.isoformat() if one.signed_on else None
    return {"name": name, "title": title, "institution": one.institution_id, "signed_on": signed_on}


def _past(day: date, what: str) -> date:
    if day > clock.now().date():
        raise AgreementIsInvalid(reason=f"It cannot have been {what} on {day}: that day is still to come.")
    return day


def _enter(actor: Actor, found: Agreement, then: AgreementState, *, reason: str = "") -> None:
    before = AgreementState(found.state)
    found.state, found.changed_on = then, clock.now()
    found.save()
    _remember(actor, found, before=before, reason=reason)


def _remember(actor: Actor, found: Agreement, *, before: AgreementState | None, reason: str = "") -> None:
    AgreementStep.objects.create(
        agreement=found, state=found.state, at=found.changed_on, actor_id=actor.id, reason=reason
    )
    audit.record(
        actor.id,
        "agreement_stepped",
        subject_kind="agreement",
        subject_id=found.pk,
        before=before.value if before else None,
        after={"state": AgreementState(found.state).value, "version": found.version},
    )
    if found.state == AgreementState.DRAFT:
        return
    publish(
        topic="agreement",
        center_id=found.center_id,
        subject_kind="agreement",
        subject_id=str(found.pk),
        title=f"The agreement of {found.center_id}, version {found.version}, is {AgreementState(found.state).value}",
        link=f"/centers/{found.center_id}",
        by=actor.id,
    )
