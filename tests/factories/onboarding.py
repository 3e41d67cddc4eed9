"""A center with all of its gates open, and a person who may write for it: rows in place of forms and files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from tests.support.gates import take_data
from theatrum.checks.profile.network_shapes import AccessPlace, FolderKind
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.models import (
    Affiliation,
    Agreement,
    AgreementState,
    CenterInstitution,
    CenterRecord,
    CenterState,
    Institution,
    LiaisonAssignment,
)
from theatrum.consortium.centers.queries import get_center, grants_for
from theatrum.consortium.onboarding.checklists.models import Signing
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.plans.models import Plan, PlanState
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import TermsAcceptance, TermsOfService, User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node

LEAF = "Clinical/Demographics"


@dataclass(frozen=True)
class Onboarded:
    """A center that may submit: its project, the leaf of release 8, and its people."""

    center_id: str
    admin: Actor
    wrangler: Actor
    representative: Actor
    liaison: Actor
    project: Node
    ingest: Node
    leaf: Node

    def open_plan(self) -> None:
        """Acknowledge the plan again."""
        Plan.objects.filter(center_id=self.center_id).update(state=PlanState.ACKNOWLEDGED)


def onboard(center_id: str = "HTA201", *, path: str = LEAF, word: str = "gates") -> Onboarded:
    """Make a center whose gates are all open, with people in their roles and one leaf of its tree."""
    admin = make_person(f"{word}_admin", is_administrator=True)
    take_data()
    project, ingest, leaf = _places(admin, center_id, path)
    people = {name: make_person(f"{word}_{name}") for name in ("wrangler", "head", "liaison")}
    house = _agree(center_id, admin)
    _sign(center_id, people["head"])
    with writing():
        wrangler = appointed(admin, people["wrangler"], "data_wrangler", center_id)
        head = appointed(admin, people["head"], "center_pi", center_id)
        liaison = appointed(admin, people["liaison"], "data_liaison")
    Affiliation.objects.filter(center_id=center_id).update(institution=house)
    LiaisonAssignment.objects.create(center_id=center_id, user_id=liaison.id, since=clock.now(), assigned_by=admin.id)
    for person in (admin, wrangler, head, liaison):
        open_person(person)
    wrangler, project = actor_of(User.objects.get(pk=wrangler.id)), get_node(project.id)
    return Onboarded(center_id, admin, wrangler, head, liaison, project, ingest, leaf)


def open_person(person: Actor) -> None:
    """Open what a person opens alone: the address, the terms, the second factor, the certification."""
    user = User.objects.get(pk=person.id)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    User.objects.filter(pk=user.pk).update(is_certified=True, certified_on=clock.now())
    TermsAcceptance.objects.create(user=user, terms=_terms(), accepted_on=clock.now())


def _uncertify(it: Onboarded) -> None:
    User.objects.filter(pk=it.wrangler.id).update(is_certified=False)


def _expire(it: Onboarded) -> None:
    yesterday = clock.now().date() - timedelta(days=1)
    Agreement.objects.filter(center_id=it.center_id).update(expires_on=yesterday)


def _end(it: Onboarded, found: QuerySet[Affiliation]) -> None:
    found.filter(center_id=it.center_id).update(ended_on=clock.now(), ended_by=it.admin.id)


def _terms() -> TermsOfService:
    known = TermsOfService.objects.order_by("-published_on", "-pk").first()
    return known or TermsOfService.objects.create(version="1.0.0", text="Be kind.", published_on=clock.now())


def _places(admin: Actor, center_id: str, path: str) -> tuple[Node, Node, Node]:
    profile = in_force()
    with writing():
        project = ensure_center(actor=admin, profile=profile, center_id=center_id).project
    node = ingest = make_entity(admin, Kind.FOLDER, profile.folder_name(FolderKind.INGEST, 8), parent=project)
    with writing():
        grants = grants_for(profile, AccessPlace.INGEST, get_center(profile, center_id), admin.id)
        create_local_acl(actor=admin, node_id=ingest.id, grants=grants)
    node = get_node(node.id)
    for name in path.split("/"):
        node = make_entity(admin, Kind.FOLDER, name, parent=node)
    return project, get_node(ingest.id), node


def _agree(center_id: str, admin: Actor) -> Institution:
    moment = clock.now()
    house, _ = Institution.objects.get_or_create(
        name=get_center(in_force(), center_id).houses[0], defaults={"made_by": admin.id, "made_on": moment}
    )
    CenterInstitution.objects.get_or_create(center_id=center_id, institution=house)
    agreement = Agreement.objects.create(
        center_id=center_id,
        version="1.1",
        state=AgreementState.EXECUTED,
        executed_on=moment.date(),
        made_by=admin.id,
        made_on=moment,
        changed_on=moment,
    )
    agreement.institutions.add(house)
    return house


def _sign(center_id: str, by: Actor) -> None:
    moment, acceptance = clock.now(), in_force().checklists.acceptance
    Signing.objects.create(
        center_id=center_id,
        release=8,
        number=1,
        version=acceptance.version if acceptance else "",
        items=[],
        is_affirmed=True,
        signed_by=by.id,
        signed_on=moment,
    )
    Plan.objects.create(
        center_id=center_id,
        number=1,
        state=PlanState.ACKNOWLEDGED,
        changed_on=moment,
        submitted_by=by.id,
        submitted_on=moment,
    )


# What closes one gate of somebody whose gates are all open; the gates of places are closed by going elsewhere.
CLOSING: Mapping[Gate, Callable[[Onboarded], object]] = {
    Gate.EMAIL: lambda it: EmailAddress.objects.filter(user_id=it.wrangler.id).update(verified=False),
    Gate.SECOND_FACTOR: lambda it: Authenticator.objects.filter(user_id=it.wrangler.id).delete(),
    Gate.CERTIFIED: _uncertify,
    Gate.AFFILIATED: lambda it: _end(it, Affiliation.objects.filter(user_id=it.wrangler.id)),
    Gate.INSTITUTION: lambda it: Affiliation.objects.filter(user_id=it.wrangler.id).update(institution=None),
    Gate.LIAISON: lambda it: LiaisonAssignment.objects.filter(center_id=it.center_id).update(until=clock.now()),
    Gate.WRANGLER: lambda it: Affiliation.objects.filter(role="data_wrangler").update(role="submitter"),
    Gate.AGREEMENT: _expire,
    Gate.CHECKLIST: lambda it: Signing.objects.filter(center_id=it.center_id).update(is_affirmed=False),
    Gate.PLAN: lambda it: Plan.objects.filter(center_id=it.center_id).update(state=PlanState.RETURNED),
    Gate.PERSONNEL: lambda it: _end(it, Affiliation.objects.filter(user_id=it.representative.id)),
    Gate.CERTIFIED_USER: _uncertify,
    Gate.ACTIVE: lambda it: CenterRecord.objects.filter(pk=it.center_id).update(state=CenterState.SUSPENDED),
}
