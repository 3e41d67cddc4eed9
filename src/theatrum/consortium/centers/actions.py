"""Activating and suspending a center, and giving people roles from the command line."""

from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import AccessPlace, Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.center_states import require_step
from theatrum.consortium.centers.errors import CenterIsInvalid, CenterNotActive, ProjectNameIsTaken
from theatrum.consortium.centers.filing import enter
from theatrum.consortium.centers.following import ensure_teams, settle_center
from theatrum.consortium.centers.housing import note_profile
from theatrum.consortium.centers.mending import mend_acl
from theatrum.consortium.centers.models import LONGEST_REASON, Affiliation, CenterRecord, CenterState
from theatrum.consortium.centers.records import record_of
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.events.actions import publish
from theatrum.kernel import clock
from theatrum.repository.access import actions as acls
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import teams
from theatrum.repository.accounts.models import Team, User
from theatrum.repository.accounts.principals import OPERATOR, OPERATOR_ID
from theatrum.repository.accounts.queries import find_user
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.sharing import get_local_acl
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind, Node


@dataclass(frozen=True, slots=True)
class Ensured:
    """The project of a center, what was made that it lacked and what was taken away, in words."""

    project: Node
    made: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


def ensure_center(*, actor: Actor, profile: Profile, center_id: str) -> Ensured:
    """Make the project and the teams of a center that it does not have yet; calling it again changes nothing.

    What the profile has granted since then is added, what it grants no more is taken away, and people are in the
    teams of their roles alone. ``releases.activating`` does this and the rest.
    Raises CenterNotFound, NotEntitled, ProjectNameIsTaken.
    """
    center = queries.get_center(profile, center_id)
    actor = require_dcc_administrator(actor, to="activate centers")
    note_profile(actor=actor, profile=profile)
    made = [f"team {name}" for name in ensure_teams(profile=profile, center=center)]
    record = record_of(actor, center_id)
    mended = settle_center(actor=actor, profile=profile, center=center)
    project = queries.find_project(center) or _found_by_name(center)
    if project is None:
        project = _make_project(actor, profile, center)
        made.append(f"project {project.name}")
    else:
        mended.add(mend_acl(actor=actor, profile=profile, place=AccessPlace.PROJECT, center=center, node=project))
    if record.project_id != project.pk:
        record.project = project
        record.save(update_fields=["project"])
    if record.state == CenterState.REGISTERED:
        _enter(actor, record, CenterState.ACTIVE)
    return Ensured(project, (*made, *mended.given), tuple(mended.taken))


def suspend_center(*, actor: Actor, profile: Profile, center_id: str, reason: str) -> CenterRecord:
    """Let nobody write at a center until it is activated again.

    Raises CenterNotFound, NotEntitled, CenterIsInvalid, CenterIsElsewhere.
    """
    queries.get_center(profile, center_id)
    actor = require_dcc_administrator(actor, to="suspend centers")
    record = record_of(actor, center_id)
    _enter(actor, record, CenterState.SUSPENDED, reason=valid_reason(reason))
    return record


def reactivate_center(*, actor: Actor, profile: Profile, center_id: str) -> CenterRecord:
    """End the suspension of a center, which is what it was before: active, or known only where it has no project.

    Raises CenterNotFound, NotEntitled, CenterNotActive, CenterIsElsewhere.
    """
    queries.get_center(profile, center_id)
    actor = require_dcc_administrator(actor, to="activate centers")
    record = record_of(actor, center_id)
    if record.state == CenterState.REGISTERED:
        raise CenterNotActive(id=center_id)
    _enter(actor, record, CenterState.ACTIVE if record.project_id else CenterState.REGISTERED)
    return record


def appoint(*, actor: Actor, profile: Profile, user_id: int, role: str, center_id: str | None = None) -> None:
    """Give a person a role, as an administrator of the installation does; having it already is fine.

    A role at a center is an affiliation; one of the network is membership of its team.
    Raises RoleNotFound, CenterNotFound, TeamNotFound, UserNotFound, NotEntitled.
    """
    known = profile.roles.get(role)
    if known is not None and known.scope == "center" and center_id:
        _affiliate(actor, profile, find_user(user_id), role, queries.get_center(profile, center_id))
        return
    held = queries.get_role(profile, role)
    if held.scope == "center" and not center_id:
        raise CenterIsInvalid(reason=f"The role {role} is held at a center: name the center.")
    actor = require_dcc_administrator(actor, to="give roles")
    name = queries.team_name(held, queries.get_center(profile, center_id) if center_id else None)
    team = Team.objects.filter(name=name).first()
    if team is None:
        team = teams.create_team(actor=OPERATOR, name=name, description=held.about, joins=False)
    teams.add_member(actor=actor, team_id=team.pk, user_id=user_id)


def valid_reason(reason: str) -> str:
    """Return a reason on one line. Raises CenterIsInvalid for none or a very long one."""
    text = " ".join(reason.split())
    if not text:
        raise CenterIsInvalid(reason="Say why: who looks at this later has nothing else to go by.")
    if len(text) > LONGEST_REASON:
        raise CenterIsInvalid(reason=f"A reason has at most {LONGEST_REASON} characters; this one has {len(text)}.")
    return text


def _affiliate(actor: Actor, profile: Profile, user: User, role: str, center: Center) -> None:
    require_dcc_administrator(actor, to="give roles at centers")
    if not Affiliation.objects.filter(user=user, center_id=center.id, role=role, ended_on=None).exists():
        enter(actor=actor, profile=profile, center=center, user=user, role=role)


def _found_by_name(center: Center) -> Node | None:
    """Return a project that has the center's name and was made by an administrator. Raises ProjectNameIsTaken."""
    named = Node.objects.select_related("current").filter(
        parent_id=ROOT_ID, kind=Kind.PROJECT, name=center.project, trash_root=None
    )
    project = named.first()
    if project is None:
        return None
    made_by = project.created_by
    if made_by != OPERATOR_ID and not User.objects.filter(pk=made_by, is_administrator=True).exists():
        raise ProjectNameIsTaken(id=center.id, project=project.public_id, name=center.project)
    return project


def _make_project(actor: Actor, profile: Profile, center: Center) -> Node:
    fields = EntityFields(
        kind=Kind.PROJECT,
        name=center.project,
        parent_id=ROOT_ID,
        details={"description": f"{center.id}: {center.name}"},
    )
    project = create_entity(actor=actor, draft=draft_creation(actor=actor, fields=fields))
    grants = queries.grants_for(profile, AccessPlace.PROJECT, center, OPERATOR_ID)
    acls.replace_acl(actor=actor, acl=get_local_acl(project), etag=None, grants=grants)
    return project


def _enter(actor: Actor, record: CenterRecord, then: CenterState, *, reason: str = "") -> None:
    before = CenterState(record.state)
    require_step(record.pk, before, then)
    record.state, record.since, record.state_reason = then, clock.now(), reason
    record.save(update_fields=["state", "since", "state_reason"])
    audit.record(
        actor.id,
        "center_changed",
        subject_kind="center",
        subject_id=record.pk,
        before=before.value,
        after={"state": then.value, "reason": reason},
    )
    publish(
        topic="onboarding",
        center_id=record.pk,
        subject_kind="center",
        subject_id=record.pk,
        title=f"{record.pk} is {then.value}",
        text=reason,
        link=f"/centers/{record.pk}",
        by=actor.id,
    )
