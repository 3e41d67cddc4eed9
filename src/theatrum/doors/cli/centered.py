"""Centers and their people as the command line deals with them. Imported when Django is ready."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from theatrum.consortium.centers import (
    actions,
    affiliations,
    assigning,
    filing,
    housing,
    liaisons,
    listing,
    queries,
    registering,
    sponsoring,
)
from theatrum.consortium.centers.agreements import agreements_of
from theatrum.consortium.centers.errors import AffiliationIsInvalid
from theatrum.consortium.centers.listing import Line
from theatrum.consortium.centers.models import Affiliation, CenterKind, CenterState, Institution
from theatrum.consortium.centers.registering import Admitted, add_center
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.participants import count_participants
from theatrum.consortium.releases import activating
from theatrum.consortium.releases.activating import activate_all, open_numbers
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of, find_user_by_name

Facts = dict[str, Any]


def all_lines() -> list[Facts]:
    """Return all centers, as facts for scripts."""
    return [_line(one) for one in listing.lines(queries.known_centers(in_force()).values())]


def whole(center_id: str) -> Facts:
    """Return all that is known of a center. Raises CenterNotFound."""
    center = queries.get_center(in_force(), center_id)
    (line,) = listing.lines([center])
    sponsor, is_held = sponsoring.sponsors_of(in_force(), [center_id]).get(center_id, ("", False))
    return {
        **_line(line),
        # Of an associate member: who answers for it, whether they still may, and which components it may submit.
        "sponsor": sponsor,
        "is_sponsored": is_held,
        "scope": list(center.scope),
        "members": people(center_id),
        "liaisons": [
            {"user": one.user.username, "since": _day(one.since), "until": _day(one.until)}
            for one in liaisons.history_of(center_id)
        ],
        "agreements": [
            {
                "id": one.pk,
                "version": one.version,
                "state": one.state,
                "executed_on": str(one.executed_on) if one.executed_on else None,
                "expires_on": str(one.expires_on) if one.expires_on else None,
                "sha256": one.sha256,
                "institutions": [house.name for house in one.institutions.all()],
            }
            for one in agreements_of(center_id)
        ],
        "planned": planned(center_id),
    }


def planned(center_id: str) -> list[Facts]:
    """Return what is planned for the open release against what has arrived, one entry a component."""
    counts = counts_of([center_id]).get(center_id)
    if counts is None:
        return []
    count_participants(counts)
    return [
        {
            "release": counts.release,
            "component": one.component,
            "arrived": {
                "files" if one.is_of_files else "rows": one.counts.arrived,
                "bytes": one.bytes,
                "participants": one.participants,
            },
            "planned": {name: getattr(one.expected, name) for name in ("files", "bytes", "participants")},
            "by": str(one.expected.last_on) if one.expected.last_on else None,
        }
        for one in counts.components
        if one.expected is not None
    ]


def told(facts: Facts) -> Iterator[str]:
    """Say what is known of a center, line by line."""
    yield f"{facts['id']}  {facts['name']} ({facts['kind']}), {facts['state']}"
    yield f"Project:       {facts['project'] or 'none yet'}"
    yield f"Institutions:  {', '.join(facts['institutions'])}"
    yield f"Liaison:       {facts['liaison'] or 'nobody is assigned'}"
    if facts["kind"] == CenterKind.ASSOCIATE:
        still = "" if facts["is_sponsored"] else " (may not any more)"
        yield f"Sponsor:       {facts['sponsor'] + still if facts['sponsor'] else 'nobody'}"
        yield f"May submit:    {', '.join(facts['scope']) or 'everything'}"
    for one in facts["members"]:
        yield f"  {one['user']}  {one['role']}  {one['name']}"
    for one in facts["planned"]:
        yield f"Planned:       {one['component']}, release {one['release']}: {', '.join(_against(one))}"
    for one in facts["agreements"]:
        yield f"Agreement {one['id']}: version {one['version']}, {one['state']}"


def _against(planned: Facts) -> Iterator[str]:
    """Say what has arrived of what is planned; of rows no number is planned."""
    arrived, expected = planned["arrived"], planned["planned"]
    for name in ("files", "participants", "bytes"):
        if expected[name] is not None and arrived.get(name) is not None:
            yield f"{arrived[name]} of {expected[name]} {name}"
    if "rows" in arrived:
        yield f"{arrived['rows']} rows"


def people(center_id: str) -> list[Facts]:
    """Return the people of a center, one entry a role. Raises CenterNotFound."""
    queries.get_center(in_force(), center_id)
    return [
        {
            "user": one.user.username,
            "name": one.user.get_full_name(),
            "role": one.role,
            "institution": one.institution.name if one.institution else "",
            "title": one.title,
            "since": _day(one.filed_on),
        }
        for one in affiliations.people_of(center_id)
    ]


def add(center_id: str, wanted: Mapping[str, Any]) -> str:
    """Add a center, and say what was made. Raises CenterIsInvalid, UserNotFound."""
    sponsor = find_user_by_name(wanted["sponsor"]).pk if wanted["sponsor"] else None
    with writing():
        admitted = Admitted(
            center_id=center_id,
            kind=wanted["kind"],
            name=wanted["name"],
            institution_ids=[_institution(name).pk for name in wanted["institutions"]],
            project=wanted["project"],
            sponsor_id=sponsor,
            sponsor_center=wanted["sponsor_center"],
            scope=wanted["scope"],
        )
        made = add_center(actor=OPERATOR, profile=in_force(), wanted=admitted)
    return f"Added {made.pk}, {made.name}; its project will be {made.project_name}. Activate it next."


def change_admission(center_id: str, wanted: Mapping[str, Any]) -> str:
    """Change sponsor and scope, and say what they are. Raises CenterNotFound, CenterIsInvalid, UserNotFound."""
    with writing():
        made = registering.change_admission(
            actor=OPERATOR,
            profile=in_force(),
            center_id=center_id,
            sponsor_id=find_user_by_name(wanted["sponsor"]).pk,
            sponsor_center=wanted["sponsor_center"],
            scope=wanted["scope"],
        )
    return f"{wanted['sponsor']} answers for {center_id}, which may submit {', '.join(made.scope) or 'everything'}."


def activate(center_ids: Sequence[str]) -> list[Facts]:
    """Activate centers, all where none is named, and say what was made. Raises CenterNotFound, ProjectNameIsTaken."""
    profile = in_force()
    wanted = list(center_ids) or list(queries.known_centers(profile))
    done = activate_all(actor=OPERATOR, profile=profile, center_ids=wanted, numbers=open_numbers(profile))
    with writing():
        for one in wanted:
            if queries.state_of(one) == CenterState.SUSPENDED:
                actions.reactivate_center(actor=OPERATOR, profile=profile, center_id=one)
    return [
        {"id": one.center_id, "project": one.project.public_id, "made": one.made, "taken": one.taken} for one in done
    ]


def would_take(center_ids: Sequence[str]) -> list[Facts]:
    """Return what activating centers would take away, all where none is named. Raises CenterNotFound."""
    profile = in_force()
    wanted = list(center_ids) or list(queries.known_centers(profile))
    found = activating.would_take(profile, wanted)
    return [{"id": one, "taken": found.get(one, [])} for one in wanted]


def foretold(facts: Sequence[Facts], *, is_dry: bool) -> Iterator[str]:
    """Say what activating takes away, line by line."""
    for one in facts:
        for taken in one["taken"]:
            yield f"{one['id']} would take away: {taken}" if is_dry else f"{one['id']} takes away: {taken}"
    if is_dry and not any(one["taken"] for one in facts):
        yield "Nothing would be taken away."


def done(facts: Sequence[Facts]) -> Iterator[str]:
    """Say what activating has made and taken away, line by line."""
    for one in facts:
        yield f"{one['id']} is active: {one['project']}"
        yield from (f"  made {made}" for made in one["made"])
        yield from (f"  took away {taken}" for taken in one["taken"])


def suspend(center_id: str, reason: str) -> None:
    """Suspend a center. Raises CenterNotFound, CenterIsElsewhere, CenterIsInvalid."""
    with writing():
        actions.suspend_center(actor=OPERATOR, profile=in_force(), center_id=center_id, reason=reason)


def assign(center_id: str, user: str, note: str) -> None:
    """Assign a liaison. Raises CenterNotFound, UserNotFound, CenterIsInvalid."""
    with writing():
        user_id = find_user_by_name(user).pk
        assigning.assign_liaison(actor=OPERATOR, profile=in_force(), center_id=center_id, user_id=user_id, note=note)


def file_member(user: str, center_id: str, role: str, said: Mapping[str, str]) -> str:
    """File a personnel form, and say so. Raises what ``file_affiliation`` raises."""
    with writing():
        made = filing.file_affiliation(
            actor=_actor(said["by"]),
            profile=in_force(),
            user_id=find_user_by_name(user).pk,
            center_id=center_id,
            role=role,
            institution_id=_works_at(center_id, said["institution"]),
            title=said["title"],
            phone=said["phone"],
        )
    return f"Filed {user} as {made.role} of {center_id}."


def end_member(user: str, center_id: str, said: Mapping[str, str]) -> list[str]:
    """End roles of somebody at a center, and say which. Raises UserNotFound, AffiliationIsInvalid, NotEntitled."""
    profile, actor = in_force(), _actor(said["by"])
    queries.get_center(profile, center_id)
    with writing():
        person = find_user_by_name(user)
        held = Affiliation.objects.filter(user=person, center_id=center_id, ended_on=None)
        found = [one for one in held.order_by("pk") if said["role"] in {"", one.role}]
        if not found:
            what = f"{said['role']} of {center_id}" if said["role"] else f"at {center_id}"
            raise AffiliationIsInvalid(reason=f"{user} is not {what}.")
        for one in found:
            filing.end_affiliation(actor=actor, profile=profile, affiliation_id=one.pk, reason=said["reason"])
    return [f"{user} is {one.role} of {center_id} no more." for one in found]


def _line(one: Line) -> Facts:
    return {
        "id": one.center.id,
        "kind": one.center.kind,
        "name": one.center.name,
        "state": one.state.value,
        "since": _day(one.since),
        "project": one.project,
        "institutions": list(one.institutions),
        "liaison": one.liaison.username if one.liaison else "",
        "people": one.people,
        "is_covered": one.is_covered,
    }


def _works_at(center_id: str, name: str) -> int | None:
    """Return the institution that is named, else the only one of the center, as the page of the form has it."""
    if name:
        return _institution(name).pk
    known = [one.pk for one in housing.institutions_of(center_id)]
    return known[0] if len(known) == 1 else None


def _institution(name: str) -> Institution:
    found = Institution.objects.filter(name__iexact=" ".join(name.split())).first()
    return found or housing.add_institution(actor=OPERATOR, name=name)


def _actor(name: str | None) -> Actor:
    return actor_of(find_user_by_name(name)) if name else OPERATOR


def _day(moment: Any) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None
