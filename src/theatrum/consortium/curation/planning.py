"""The tasks of a release: one for each component of a center, made when it is opened; again changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import Center, FolderKind, Leaf, Release
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.queries import contributors, get_center, get_project, leaves_of
from theatrum.consortium.curation.actions import create_task
from theatrum.consortium.curation.beginning import begin_record_set
from theatrum.consortium.curation.empty_tables import empty_table
from theatrum.consortium.curation.errors import ReleaseNotPlanned
from theatrum.consortium.curation.fields import FILE_BASED, RECORD_BASED, TaskFields
from theatrum.consortium.curation.models import Task
from theatrum.consortium.curation.own_columns import first_columns
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.grids.models import Authorization


@dataclass(frozen=True, slots=True)
class _Place:
    """A leaf of a center's ingest folder, whose component the profile models."""

    project: Node
    folder: Node
    leaf: Leaf
    release: Release


def plan_tasks(*, actor: Actor, profile: Profile, number: int, center_id: str) -> list[Task]:
    """Make the tasks of a center that are missing for a release; returns the new ones.

    Opens transactions of its own, one a task: broken off, it goes on where it was. Raises ReleaseNotPlanned,
    CenterNotFound, CenterNotActive, and what access refuses.
    """
    release = profile.releases.get(number)
    if release is None:
        raise ReleaseNotPlanned(number=number)
    center = get_center(profile, center_id)
    project = get_project(center)
    assignee = contributors(profile, center)
    known = set(Task.objects.filter(project=project).values_list("data_type", flat=True))
    places = _places(profile, project, release, center)
    return [
        _make(actor, profile, place, assignee) for place in places if data_type_of(place.leaf, release) not in known
    ]


def data_type_of(leaf: Leaf, release: Release) -> str:
    """Return what the task of a leaf is called: its place in the tree, and the release."""
    return f"{leaf.path.replace('/', ' ').replace('_', ' ')}, release {release.number}"


def _places(profile: Profile, project: Node, release: Release, center: Center) -> Iterator[_Place]:
    top = Node.objects.filter(
        parent=project, name=profile.folder_name(FolderKind.INGEST, release.number), trash_root=None
    ).first()
    if top is None:
        raise ReleaseNotPlanned(number=release.number)
    for leaf in leaves_of(profile, release, center):
        folder = _folder(top, leaf.path)
        if folder is not None and profile.component(leaf.component, release.model) is not None:
            yield _Place(project, folder, leaf, release)


def _folder(top: Node, path: str) -> Node | None:
    found: Node | None = top
    for name in path.split("/"):
        found = Node.objects.filter(parent=found, name=name, trash_root=None).first()
        if found is None:
            return None
    return found


def _make(actor: Actor, profile: Profile, place: _Place, assignee: int | None) -> Task:
    asked = "own" if place.leaf.component in first_columns() else place.leaf.kind
    # Tables of a center's own columns are uploaded: no grid could take them.
    properties = _records(actor, profile, place) if asked == "record" else _files(place)
    fields = TaskFields(
        project_id=place.project.id,
        data_type=data_type_of(place.leaf, place.release),
        instructions=_INSTRUCTIONS[asked].format(path=place.leaf.path, component=place.leaf.component),
        assignee_id=assignee,
        properties={**properties, "suggestedAuthorizationMode": Authorization.SOURCE_BENEFACTOR.value},
    )
    with writing():
        task = create_task(actor=actor, fields=fields)
        task.component, task.release = place.leaf.component, place.release.number
        task.save(update_fields=["component", "release"])
    return task


def _records(actor: Actor, profile: Profile, place: _Place) -> JsonObject:
    there = Node.objects.filter(parent=place.folder, kind=Kind.RECORD_SET, trash_root=None).order_by("id").first()
    if there is None:
        bound = bound_for(place.folder.id)
        if bound is None:
            raise ReleaseNotPlanned(number=place.release.number)
        there = begin_record_set(actor, place.folder, empty_table(profile, bound), place.leaf.component)
    return {"concreteType": RECORD_BASED, "recordSetId": there.public_id}


def _files(place: _Place) -> JsonObject:
    return {"concreteType": FILE_BASED, "uploadFolderId": place.folder.public_id}


_INSTRUCTIONS = {
    "file": "Upload the files of {component} into {path}, then say what each of them is: one row a file.",
    "own": "Upload tables of your own columns into {path}; only the first column is laid down.",
    "record": "Fill in the records of {component}: type them into the grid, or import a table.",
}
