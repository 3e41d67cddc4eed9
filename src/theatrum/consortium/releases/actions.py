"""Opening a release: for each center its three folders, the tree within, permissions and bindings."""

from collections.abc import Iterable
from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import Center, FolderKind
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers.mending import PLACE, Mended, mend_acl
from theatrum.consortium.events.actions import publish
from theatrum.consortium.releases.preparing import Opening
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Binding, Kind, Node
from theatrum.repository.entities.validation.marking import revalidate_by_worker
from theatrum.repository.schemas.actions.registration import register_schema
from theatrum.repository.schemas.names import parse_schema_id


@dataclass(frozen=True, slots=True)
class Opened:
    """What was made for a center in a release: how many folders and bindings, which permissions came and went."""

    project: Node
    folders: int
    bound: int
    mended: Mended


def open_release(*, actor: Actor, opening: Opening, center_ids: Iterable[str]) -> list[Node]:
    """Make what each center lacks for the release, and return their projects; again changes nothing.

    Raises CenterNotFound, CenterNotActive, and what access refuses.
    """
    for prepared in opening.schemas:
        register_schema(actor=actor, prepared=prepared)
    return [open_for(actor=actor, opening=opening, center_id=one).project for one in center_ids]


def open_for(*, actor: Actor, opening: Opening, center_id: str) -> Opened:
    """Make what one center lacks for a release whose schemas are registered; says what.

    Raises CenterNotFound, CenterNotActive, and what access refuses.
    """
    center = centers.get_center(opening.profile, center_id)
    project = centers.get_project(center)
    folders = bound = 0
    is_opened = False
    mended = Mended([], [])
    for kind in FolderKind:
        name = opening.profile.folder_name(kind, opening.release.number)
        folder, is_new = _ensure_folder(actor, project, name)
        folders += is_new
        is_opened = is_opened or (is_new and kind is FolderKind.INGEST)
        if is_new:
            grants = centers.grants_for(opening.profile, PLACE[kind], center, OPERATOR_ID)
            create_local_acl(actor=actor, node_id=folder.id, grants=grants)
        else:
            mended.add(mend_acl(actor=actor, profile=opening.profile, place=PLACE[kind], center=center, node=folder))
        grown = _grow_tree(actor, opening, center, folder)
        folders, bound = folders + grown.folders, bound + grown.bound
    if bound:
        # Once for the whole project: a job a folder made most of the time that opening a release took.
        revalidate_by_worker(project.id)
    audit.record(
        actor.id,
        "release_opened",
        subject_kind="entity",
        subject_id=project.id,
        after={"release": opening.release.number, "center": center.id},
    )
    if is_opened:
        publish(
            topic="release_opened",
            center_id=center.id,
            release=opening.release.number,
            title=f"Release {opening.release.number} is open for {center.id}",
            text="Its folders take data now. What is asked of you stands in your tasks.",
            link=f"/centers/{center.id}",
            by=actor.id,
        )
    return Opened(project, folders, bound, mended)


@dataclass(frozen=True, slots=True)
class _Grown:
    folders: int
    bound: int


def _grow_tree(actor: Actor, opening: Opening, center: Center, top: Node) -> _Grown:
    bound, known_folders, made = 0, {"": top}, set[int]()
    for leaf in centers.leaves_of(opening.profile, opening.release, center):
        folder = _ensure_path(actor, known_folders, leaf.path, made)
        schema_id = opening.bindings.get(leaf.path)
        if schema_id and not Binding.objects.filter(node=folder).exists():
            known = parse_schema_id(schema_id)
            bind_schema(actor=actor, node_id=folder.id, schema_id=known, is_judged_later=True)
            bound += 1
    return _Grown(len(made), bound)


def _ensure_path(actor: Actor, known: dict[str, Node], path: str, made: set[int]) -> Node:
    """Return the folder at a path below the top, which is known by the empty path; what is found is then known."""
    if path not in known:
        above, _, name = path.rpartition("/")
        known[path], is_new = _ensure_folder(actor, _ensure_path(actor, known, above, made), name)
        if is_new:
            made.add(known[path].id)
    return known[path]


def _ensure_folder(actor: Actor, parent: Node, name: str) -> tuple[Node, bool]:
    existing = Node.objects.filter(parent=parent, name=name, trash_root=None).first()
    if existing is not None:
        return existing, False
    fields = EntityFields(kind=Kind.FOLDER, name=name, parent_id=parent.id)
    return create_entity(actor=actor, draft=draft_creation(actor=actor, fields=fields)), True
