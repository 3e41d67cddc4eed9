"""Onboards the centers of a sample, through the same actions as everybody's. Imported when Django is ready."""

from datetime import timedelta

from theatrum.consortium.centers import agreeing, housing, liaisons
from theatrum.consortium.centers.agreeing import Signatory
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.centers.filing import change_affiliation
from theatrum.consortium.centers.models import Affiliation, Agreement
from theatrum.consortium.onboarding import excuses
from theatrum.consortium.onboarding.checklists.actions import draft_signing, sign_checklist
from theatrum.consortium.onboarding.checklists.models import Answer, Signing
from theatrum.consortium.onboarding.excuses import Whom
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.models import Subject
from theatrum.consortium.onboarding.plans.actions import draft_plan, draft_words, move_plan, submit_plan
from theatrum.consortium.onboarding.plans.models import Plan, PlanState
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.wiring.sample import Sample, SampleExcuse, SampleOnboarding

_LASTING = timedelta(days=365)


def admit(sample: Sample) -> None:
    """Bring the centers of the sample as far as it says, and excuse whom it says; again changes nothing."""
    with writing():
        housing.note_profile(actor=OPERATOR, profile=in_force())
    for one in sample.onboarding:
        _place_people(one.center)
        _assign(one)
        _agree(one)
        _affirm(one, sample.release)
        _plan(one)
    for excuse in sample.excuses:
        _excuse(excuse)


def _place_people(center_id: str) -> None:
    """Say in the forms of a center's people at which institution they are: its first."""
    house = housing.institutions_of(center_id)[0]
    for one in Affiliation.objects.filter(center_id=center_id, institution=None, ended_on=None):
        with writing():
            change_affiliation(
                actor=OPERATOR, profile=in_force(), affiliation_id=one.pk, institution_id=house.pk, title=one.title
            )


def _assign(one: SampleOnboarding) -> None:
    if one.liaison is None or liaisons.assigned_to(one.center) is not None:
        return
    user = accounts.find_user_by_name(one.liaison)
    with writing():
        assign_liaison(actor=OPERATOR, profile=in_force(), center_id=one.center, user_id=user.pk)


def _agree(one: SampleOnboarding) -> None:
    if one.agreement is None or Agreement.objects.filter(center_id=one.center).exists():
        return
    onboarding, today = in_force().onboarding, clock.now().date()
    text = onboarding.agreement if onboarding else None
    houses = [house.pk for house in housing.institutions_of(one.center)]
    name = accounts.find_user_by_name(one.head).get_full_name()
    signed = today if one.agreement == "executed" else None
    with writing():
        made = agreeing.draft_agreement(
            actor=OPERATOR,
            profile=in_force(),
            center_id=one.center,
            version=text.version if text else "1",
            institution_ids=houses,
            signatories=[Signatory(name, "Principal Investigator", house, signed) for house in houses],
        )
        agreeing.send_agreement(actor=OPERATOR, agreement_id=made.pk, sent_on=today)
    if one.agreement == "executed":
        _execute(made.pk, f"{one.center} agreement.txt", f"{one.center} and the network agree. Signed: {name}.\n")


def _execute(agreement_id: int, file_name: str, content: str) -> None:
    blob = store().put([content.encode()])
    with writing():
        handle = create_handle_of_blob(actor=OPERATOR, blob=blob, file_name=file_name, content_type="text/plain")
        agreeing.execute_agreement(
            actor=OPERATOR, agreement_id=agreement_id, executed_on=clock.now().date(), handle_id=handle.pk
        )


def _affirm(one: SampleOnboarding, release: int) -> None:
    acceptance = in_force().checklists.acceptance
    is_signed = Signing.objects.filter(center_id=one.center, release=release).exists()
    if not one.is_affirmed or acceptance is None or is_signed:
        return
    head = _actor(one.head)
    draft = draft_signing(
        center_id=one.center,
        release=release,
        answers={item.item: Answer.YES.value for item in acceptance.items},
        notes={},
        name=accounts.find_user_by_name(one.head).get_full_name(),
    )
    with writing():
        sign_checklist(actor=head, draft=draft)


def _plan(one: SampleOnboarding) -> None:
    if one.plan is None or in_force().checklists.plan is None or Plan.objects.filter(center_id=one.center).exists():
        return
    words = draft_plan(one.plan)
    with writing():
        made = submit_plan(actor=_actor(one.head), center_id=one.center, words=words)
    if one.is_acknowledged and one.liaison is not None:
        said = draft_words("")
        with writing():
            move_plan(
                actor=_actor(one.liaison),
                center_id=one.center,
                number=made.number,
                then=PlanState.ACKNOWLEDGED,
                words=said,
            )


def _excuse(one: SampleExcuse) -> None:
    people = [Whom.person(accounts.find_user_by_name(name).pk) for name in one.people]
    for subject in (*people, *map(Whom.center, one.centers)):
        there = excuses.excused(Subject(subject.kind), [subject.id])
        left = [Gate(name) for name in one.gates if (subject.id, name) not in there]
        with writing():
            for gate in left:
                excuses.excuse_gate(
                    actor=OPERATOR, subject=subject, gate=gate, reason=one.reason, until=clock.now() + _LASTING
                )


def _actor(username: str) -> Actor:
    return accounts.actor_of(accounts.find_user_by_name(username))
