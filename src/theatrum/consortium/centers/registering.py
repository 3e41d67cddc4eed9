"""Centers beside those of the profile: projects across the network and associate members, admitted by its policy."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError

from theatrum.checks.profile.network_shapes import Admission
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries, sponsoring
from theatrum.consortium.centers.errors import CenterIsInvalid
from theatrum.consortium.centers.housing import place_institutions
from theatrum.consortium.centers.models import LONGEST_NAME, CenterKind, CenterRecord
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import find_user
from theatrum.repository.audit import actions as audit

_ID = re.compile(r"[A-Za-z0-9]{1,20}")
_PROJECT = re.compile(r"[A-Za-z0-9 ._-]{3,200}")
_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """Who is to be added: an unused atlas id of the reserved ones, a name, and institutions that are known here.

    ``project`` is made of the id where it is empty. A sponsor answers for an associate member, at ``sponsor_center``
    or, where that is empty, for the coordinating center. An empty ``scope`` is all that the policy allows.
    """

    center_id: str
    kind: str
    name: str
    institution_ids: Collection[int]
    project: str = ""
    sponsor_id: int | None = None
    sponsor_center: str = ""
    scope: Collection[str] = field(default=())


def add_center(*, actor: Actor, profile: Profile, wanted: Admitted) -> CenterRecord:
    """Add a center beside those of the profile; it is activated later. Raises NotEntitled, CenterIsInvalid."""
    actor = require_dcc_administrator(actor, to="add centers")
    policy = _policy(profile, wanted.kind)
    _require_free_id(profile, wanted.center_id)
    sponsor_id, sponsor_center = _sponsor(profile, policy, wanted)
    moment = clock.now()
    record = _stored(
        center_id=wanted.center_id,
        kind=wanted.kind,
        is_added=True,
        since=moment,
        name=valid_name(wanted.name),
        project_name=_project_name(profile, policy, wanted),
        sponsor_id=sponsor_id,
        sponsor_center=sponsor_center,
        scope=_scope(profile, policy, wanted),
        made_by=actor.id,
        made_on=moment,
    )
    place_institutions(actor=actor, center_id=record.pk, institution_ids=wanted.institution_ids)
    facts = {"kind": record.kind, "name": record.name, "project": record.project_name, "scope": record.scope}
    audit.record(actor.id, "center_added", subject_kind="center", subject_id=record.pk, after=facts)
    return record


def change_admission(
    *, actor: Actor, profile: Profile, center_id: str, sponsor_id: int, sponsor_center: str, scope: Collection[str]
) -> CenterRecord:
    """Name another sponsor of an associate member, or another scope; both hold from the next write on.

    Folders that are there stay: those beyond the scope take nothing any more. What a wider scope needs is made when
    the center is next activated. Raises NotEntitled, CenterNotFound, CenterIsInvalid, UserNotFound.
    """
    queries.get_center(profile, center_id)
    actor = require_dcc_administrator(actor, to="change sponsors and scopes")
    record = CenterRecord.objects.select_for_update(of=("self",)).filter(pk=center_id, is_added=True).first()
    if record is None or record.kind != CenterKind.ASSOCIATE:
        raise CenterIsInvalid(reason=f"{center_id} is no associate member: it has neither sponsor nor scope.")
    policy = _policy(profile, record.kind)
    wanted = Admitted(
        center_id=center_id,
        kind=record.kind,
        name=record.name,
        institution_ids=(),
        sponsor_id=sponsor_id,
        sponsor_center=sponsor_center,
        scope=scope,
    )
    before = _admission(record)
    record.sponsor_id, record.sponsor_center = _sponsor(profile, policy, wanted)
    record.scope = _scope(profile, policy, wanted)
    record.save(update_fields=["sponsor", "sponsor_center", "scope"])
    audit.record(
        actor.id,
        "center_admission_changed",
        subject_kind="center",
        subject_id=center_id,
        before=before,
        after=_admission(record),
    )
    return record


def _admission(record: CenterRecord) -> JsonObject:
    return {"sponsor": record.sponsor_id, "sponsor_center": record.sponsor_center, "scope": record.scope}


def _stored(**facts: object) -> CenterRecord:
    """Store the record of a center whose id was free a moment ago. Raises CenterIsInvalid."""
    try:
        with savepoint():
            return CenterRecord.objects.create(**facts)
    except IntegrityError as error:
        raise CenterIsInvalid(reason=f"{facts['center_id']} is taken by now. Choose another id.") from error


def kinds_admitted(profile: Profile) -> list[CenterKind]:
    """Return what may be added beside the centers of the profile."""
    if profile.admission is None:
        return []
    found = [CenterKind.TNP] if profile.admission.tnp else []
    return [*found, CenterKind.ASSOCIATE] if profile.admission.associates is not None else found


def components_admitted(profile: Profile) -> list[str]:
    """Return the components that the scope of an associate member may hold."""
    policy = profile.admission.associates if profile.admission else None
    if policy is not None and policy.components:
        return list(policy.components)
    return sorted({leaf.component for leaves in profile.trees.values() for leaf in leaves})


def next_id(profile: Profile) -> str:
    """Return the first unused atlas id after the last one, as far as the profile's rules accept it; else nothing."""
    taken = {*profile.centers, *CenterRecord.objects.values_list("pk", flat=True)}
    last = max(taken, key=queries.in_order, default="")
    number = _NUMBER.search(last)
    if number is None:
        return ""
    wanted = f"{last[: number.start()]}{int(number[0]) + 1:0{len(number[0])}d}"
    return wanted if profile.overlay.identifiers.is_center(wanted) else ""


def valid_name(name: str) -> str:
    """Return a name on one line. Raises CenterIsInvalid for none or a very long one."""
    text = " ".join(name.split())
    if not 0 < len(text) <= LONGEST_NAME:
        raise CenterIsInvalid(reason=f"Give a name of 1 to {LONGEST_NAME} characters.")
    return text


def _policy(profile: Profile, kind: str) -> Admission:
    known = kinds_admitted(profile)
    if profile.admission is None or kind not in known:
        shown = ", ".join(known) or "nobody"
        raise CenterIsInvalid(reason=f"The profile does not admit {kind!r} beside its centers; it admits {shown}.")
    return profile.admission


def _require_free_id(profile: Profile, center_id: str) -> None:
    if _ID.fullmatch(center_id) is None or not profile.overlay.identifiers.is_center(center_id):
        reason = f"{center_id!r} is no atlas id of this network: they match {profile.overlay.identifiers.center}."
        raise CenterIsInvalid(reason=reason)
    if center_id in profile.centers or CenterRecord.objects.filter(pk=center_id).exists():
        raise CenterIsInvalid(reason=f"{center_id} is taken; the next free one is {next_id(profile) or 'none'}.")


def _project_name(profile: Profile, policy: Admission, wanted: Admitted) -> str:
    name = " ".join(wanted.project.split()) or f"{policy.project}_{wanted.center_id}"
    if _PROJECT.fullmatch(name) is None:
        reason = "A project is named by 3 to 200 letters, digits, blanks, dots, dashes and underscores."
        raise CenterIsInvalid(reason=reason)
    taken = {center.project.lower(): center.id for center in queries.known_centers(profile).values()}
    if name.lower() in taken:
        raise CenterIsInvalid(reason=f"{name} is the project of {taken[name.lower()]}. Choose another name.")
    return name


def _sponsor(profile: Profile, policy: Admission, wanted: Admitted) -> tuple[int | None, str]:
    """Return who answers for an associate member, and where. Raises CenterIsInvalid, UserNotFound."""
    if wanted.kind != CenterKind.ASSOCIATE or policy.associates is None:
        return None, ""
    names = " or ".join(profile.roles[role].name for role in policy.associates.sponsors)
    if wanted.sponsor_id is None:
        raise CenterIsInvalid(reason=f"An associate member needs a sponsor: {names}.")
    user = find_user(wanted.sponsor_id)
    if not sponsoring.may_sponsor(profile, user, wanted.sponsor_center):
        raise CenterIsInvalid(reason=_against(profile, policy.associates.sponsors, user, wanted.sponsor_center))
    return user.pk, wanted.sponsor_center


def _against(profile: Profile, sponsors: Iterable[str], user: User, sponsor_center: str) -> str:
    """Say why somebody cannot answer for an associate member there, and where they could."""
    scope = "center" if sponsor_center else "network"
    known = [profile.roles[role] for role in sponsors]
    names = " or ".join(one.name for one in known if one.scope == scope) or "nobody"
    where, person = sponsor_center or "the coordinating center", user.get_full_name()
    reason = f"{person} cannot sponsor at {where}: it takes a {names} there."
    elsewhere = sponsoring.centers_of(profile, user)
    hint = f" At {' and '.join(elsewhere)} {person} may: name that as the sponsor's center." if elsewhere else ""
    return reason + hint


def _scope(profile: Profile, policy: Admission, wanted: Admitted) -> list[str]:
    if wanted.kind != CenterKind.ASSOCIATE or policy.associates is None:
        return []
    known = components_admitted(profile)
    unknown = sorted(set(wanted.scope) - set(known))
    if unknown:
        reason = f"{unknown[0]} is no component that the scope of an associate member may hold."
        raise CenterIsInvalid(reason=reason)
    # None named is all that may be, also what the policy allows later, unless the policy limits it.
    return sorted(set(wanted.scope)) or list(policy.associates.components)
