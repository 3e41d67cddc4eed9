"""What an edit of the profile would do to what is stored here, told before it is in force. Changes nothing."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from theatrum.checks.profile.network_shapes import Center, FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.checks.revision.comparing import Change, ChangeKind, Detail
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers.mending import Surplus, surpluses
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.editing import Edit
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.models import Team, TeamMember
from theatrum.repository.entities.models import Node
from theatrum.repository.schemas.models import Schema

# Of teams that lose something: one consortium has dozens of centers with two teams each.
_MOST_LOST = 10


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a change; ``stored`` where something that is stored would no longer fit."""

    text: str
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A change, and what follows from it."""

    change: Change
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True)
class _Stored:
    """What is asked of, once for all changes."""

    before: Profile
    after: Profile
    projects: dict[str, Node]

    @cached_property
    def surplus(self) -> list[Surplus]:
        """What activating all centers would take away if the edit were in force."""
        return surpluses(self.after)


def foresee(edit: Edit) -> tuple[Foreseen, ...]:
    """Return each change with what it would do."""
    stored = _Stored(in_force(), edit.profile, centers.find_projects(in_force()))
    return tuple(Foreseen(change, tuple(_consequences(stored, change))) for change in edit.changes)


def _consequences(stored: _Stored, change: Change) -> Iterator[Consequence]:
    reader = _READERS.get(change.area)
    if reader is not None:
        yield from reader(stored, change)
    elif change.area.startswith("models "):
        yield Consequence(
            "Schemas that are registered stay as they are: a component that changed gets another schema when a "
            "release is next opened with a new version of it. Folders that are bound stay bound to the old one."
        )


def _centers(stored: _Stored, change: Change) -> Iterator[Consequence]:
    project = stored.projects.get(change.name)
    if change.kind is ChangeKind.ADDED:
        yield Consequence("Nothing is made for it until somebody activates it.")
    elif change.kind is ChangeKind.REMOVED:
        people = Affiliation.objects.filter(center_id=change.name, ended_on=None).count()
        if project is None and not people:
            yield Consequence("Nothing is stored for it.")
        if project is not None:
            yield Consequence(
                f"Its project {project.public_id} stays with all that is in it, but belongs to no center any more: "
                "its folders ask for no gates, get no releases, and nobody is its liaison.",
                stored=True,
            )
        if people:
            yield Consequence(f"{_people(people)} filed there stay in its teams.", stored=True)
    elif (renamed := _detail(change, "project")) and project is not None:
        members = _members(stored.before, change.name)
        yield Consequence(
            f"Its project stays {project.public_id} under the name {project.name}. Teams are named after the project: "
            f"{_people(members)} in teams of {renamed.before} are moved to those of {renamed.after} once the center is "
            "activated again; until then nobody is in these.",
            stored=True,
        )


def _roles(stored: _Stored, change: Change) -> Iterator[Consequence]:
    if change.kind is ChangeKind.ADDED:
        yield Consequence("Its team is made when somebody gets the role, or a center is activated.")
        return
    held = Affiliation.objects.filter(role=change.name, ended_on=None).count()
    team, scope = _detail(change, "team"), _detail(change, "scope")
    is_gone = change.kind is ChangeKind.REMOVED
    if held and (is_gone or scope):
        yield Consequence(
            f"{held:,} affiliation{_s(held)} name this role, and would no longer mean anything.", stored=True
        )
    if team is None or not team.before:
        return
    names = {centers.team_name(stored.before.roles[change.name], one) for one in (None, *_all(stored.before))}
    members = TeamMember.objects.filter(team__name__in=names).count()
    if is_gone:
        text = f"{_people(members)} in {team.before} may do nothing by it once centers are activated again."
        yield Consequence(text, stored=members > 0)
        yield from _taken(stored, names)
    else:
        text = f"{_people(members)} in {team.before} are moved to the team of the new name when centers are activated."
        yield Consequence(text, stored=members > 0)


def _access(stored: _Stored, change: Change) -> Iterator[Consequence]:
    is_project = change.name == "project"
    count = len(stored.projects) if is_project else _folders(stored, FolderKind(change.name)).count()
    what = "project" if is_project else f"{change.name} folder"
    if count:
        text = (
            f"{count:,} {what}{_s(count)} keep the permissions they have until their center is activated again. Then "
            "what is new is added, and what is granted no more is taken away."
        )
        yield Consequence(text, stored=True)
        roles = {detail.key for detail in change.details}
        held = [role for name in roles if (role := stored.before.roles.get(name)) is not None]
        yield from _taken(
            stored,
            {centers.team_name(role, one) for role in held for one in _all(stored.before)},
            names=_names_of(stored, change.name),
        )
    else:
        yield Consequence("There is none of these yet.")


def _taken(stored: _Stored, teams: Collection[str], *, names: Collection[str] | None = None) -> Iterator[Consequence]:
    """Tell what activating would take away from teams, some lines; ``names`` limits it to places called so."""
    called = dict(Team.objects.filter(name__in=teams).values_list("pk", "name"))
    lost: dict[tuple[str, tuple[str, ...]], int] = {}
    for one in stored.surplus:
        if one.principal_id in called and (names is None or one.node.name in names):
            key = (called[one.principal_id], tuple(sorted(one.permissions)))
            lost[key] = lost.get(key, 0) + 1
    for (team, some), count in sorted(lost.items())[:_MOST_LOST]:
        where = "1 place" if count == 1 else f"{count:,} places"
        yield Consequence(f"{team} loses {', '.join(some)} at {where}.", stored=True)
    if len(lost) > _MOST_LOST:
        yield Consequence(f"{len(lost) - _MOST_LOST:,} more teams lose rights.", stored=True)


def _names_of(stored: _Stored, place: str) -> set[str]:
    if place == "project":
        return {node.name for node in stored.projects.values()}
    return {stored.before.folder_name(FolderKind(place), number) for number in stored.before.releases}


def _releases(stored: _Stored, change: Change) -> Iterator[Consequence]:
    number = int(change.name)
    if change.kind is ChangeKind.ADDED:
        yield Consequence("Its folders, bindings and tasks are made when it is opened, or a center is activated.")
        return
    names = [stored.before.folder_name(kind, number) for kind in FolderKind]
    count = Node.objects.filter(parent__in=stored.projects.values(), name__in=names, trash_root=None).count()
    if not count:
        yield Consequence("No center has folders of it.")
    elif change.kind is ChangeKind.REMOVED:
        yield Consequence(f"{count:,} folders of it stay, but nobody may submit into them any more.", stored=True)
    elif model := _detail(change, "model"):
        yield Consequence(
            f"Its {count:,} folders stay bound to schemas of {model.before}; only folders made from then on are bound "
            f"to those of {model.after}.",
            stored=True,
        )
    if (state := _detail(change, "state")) and change.kind is ChangeKind.CHANGED:
        yield Consequence(f"It is {state.after} at once: gates look at this whenever somebody writes.")


def _folder_names(stored: _Stored, change: Change) -> Iterator[Consequence]:
    kind = FolderKind(change.name)
    known = {
        name
        for number in stored.after.releases
        for name in (stored.after.folder_name(kind, number), *stored.after.folder_aliases(kind, number))
    }
    lost = _folders(stored, kind).exclude(name__in=known)
    count = lost.count()
    if count:
        example = lost.values_list("name", flat=True).first()
        yield Consequence(
            f"{count:,} folder{_s(count)} such as {example} would no longer be found, and others would be made beside "
            "them. Keep the old name as an alias, or rename the folders.",
            stored=True,
        )
    else:
        yield Consequence("No folder has a name that would no longer be found.")


def _trees(stored: _Stored, change: Change) -> Iterator[Consequence]:
    was = {leaf.path: leaf.component for leaf in stored.before.trees.get(change.name, ())}
    now = {leaf.path: leaf.component for leaf in stored.after.trees.get(change.name, ())}
    numbers = [one.number for one in stored.before.releases.values() if one.tree == change.name]
    if new := [path for path in now if path not in was]:
        yield Consequence(f"Made when a center is activated again: {', '.join(new)}.")
    for path, component in was.items():
        if now.get(path) == component:
            continue
        count = sum(_at(stored, number, path) for number in numbers)
        then = f"bound to {component}, not to {now[path]}" if path in now else "but no release names them any more"
        if count:
            yield Consequence(f"{count:,} folder{_s(count)} {path} stay, {then}.", stored=True)


def _terms(_stored: _Stored, change: Change) -> Iterator[Consequence]:
    if _detail(change, "version") or change.name == "version":
        yield Consequence(
            "Nobody is asked until the version is published (theatrum admin terms publish, or the page Terms); "
            "then everybody is, before they go on."
        )


def _organization(stored: _Stored, _change: Change) -> Iterator[Consequence]:
    count = Schema.objects.filter(organization__name=stored.before.organization).count()
    text = f"{count:,} schema{_s(count)} of {stored.before.organization} stay registered, and folders bound to them."
    yield Consequence(text, stored=count > 0)


def _screening(_stored: _Stored, change: Change) -> Iterator[Consequence]:
    if change.kind is ChangeKind.REMOVED:
        yield Consequence("No file that comes in would be looked at for what may identify a person.", stored=True)


def _onboarding(_stored: _Stored, _change: Change) -> Iterator[Consequence]:
    yield Consequence("Gates are judged whenever somebody writes: it holds at once, for everybody.")


_READERS: dict[str, Callable[[_Stored, Change], Iterator[Consequence]]] = {
    "centers": _centers,
    "roles": _roles,
    "access": _access,
    "releases": _releases,
    "folders": _folder_names,
    "trees": _trees,
    "terms_of_service": _terms,
    "organization": _organization,
    "screening": _screening,
    "onboarding": _onboarding,
}


def _detail(change: Change, key: str) -> Detail | None:
    return next((one for one in change.details if one.key == key), None)


def _folders(stored: _Stored, kind: FolderKind) -> QuerySet[Node]:
    names = [stored.before.folder_name(kind, number) for number in stored.before.releases]
    return Node.objects.filter(parent__in=stored.projects.values(), name__in=names, trash_root=None)


def _at(stored: _Stored, release: int, path: str) -> int:
    """Count the folders at a path below the three folders of a release, in all projects of centers."""
    asked: dict[str, object] = {"trash_root": None}
    step = ""
    for name in reversed(path.split("/")):
        asked[f"{step}name"] = name
        step += "parent__"
    asked[f"{step}name__in"] = [stored.before.folder_name(kind, release) for kind in FolderKind]
    asked[f"{step}parent__in"] = list(stored.projects.values())
    return Node.objects.filter(**asked).count()


def _members(profile: Profile, center_id: str) -> int:
    held = [role for role in profile.roles.values() if role.scope == "center" and role.team]
    names = {centers.team_name(role, profile.centers[center_id]) for role in held}
    return TeamMember.objects.filter(team__name__in=names).values("user").distinct().count()


def _all(profile: Profile) -> tuple[Center, ...]:
    return tuple(centers.known_centers(profile).values())


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
