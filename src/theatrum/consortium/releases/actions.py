"""Opening a release: for each center its three folders, the tree within, permissions and bindings."""

from collections.abc import Iterable

from theatrum.checks.profile.network_shapes import AccessPlace, Center, FolderKind
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.releases.preparing import Opening
from theatrum.repository.access.permissions import Actor
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

_PLACE = {
    FolderKind.INGEST: AccessPlace.INGEST,
    FolderKind.STAGE: AccessPlace.STAGE,
    FolderKind.RELEASE: AccessPlace.RELEASE,
}


def open_release(*, actor: Actor, opening: Opening, center_ids: Iterable[str]) -> list[Node]:
    """Make what each center lacks for the release, and return their projects; again changes nothing.

    Raises CenterNotFound, CenterNotActive, and what access refuses.
    """
    for prepared in opening.schemas:
        register_schema(actor=actor, prepared=prepared)
    return [_open_for(actor, opening, centers.get_center(opening.profile, one)) for one in center_ids]


def _open_for(actor: Actor, opening: Opening, center: Center) -> Node:
    project = centers.get_project(center)
    bound = 0
    for kind in FolderKind:
        name = opening.profile.folder_name(kind, opening.release.number)
        folder, is_new = _ensure_folder(actor, project, name)
        if is_new:
            grants = centers.grants_for(opening.profile, _PLACE[kind], center, actor.id)
            create_local_acl(actor=actor, node_id=folder.id, grants=grants)
        bound += _grow_tree(actor, opening, folder)
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
    return project


def _grow_tree(actor: Actor, opening: Opening, top: Node) -> int:
    bound, known_folders = 0, {"": top}
    for leaf in opening.profile.tree(opening.release):
        folder = _ensure_path(actor, known_folders, leaf.path)
        schema_id = opening.bindings.get(leaf.path)
        if schema_id and not Binding.objects.filter(node=folder).exists():
            known = parse_schema_id(schema_id)
            bind_schema(actor=actor, node_id=folder.id, schema_id=known, is_judged_later=True)
            bound += 1
    return bound


def _ensure_path(actor: Actor, known: dict[str, Node], path: str) -> Node:
    """Return the folder at a path below the top, which is known by the empty path; what is found is then known."""
    if path not in known:
        above, _, name = path.rpartition("/")
        known[path], _ = _ensure_folder(actor, _ensure_path(actor, known, above), name)
    return known[path]


def _ensure_folder(actor: Actor, parent: Node, name: str) -> tuple[Node, bool]:
    existing = Node.objects.filter(parent=parent, name=name, trash_root=None).first()
    if existing is not None:
        return existing, False
    fields = EntityFields(kind=Kind.FOLDER, name=name, parent_id=parent.id)
    return create_entity(actor=actor, draft=draft_creation(actor=actor, fields=fields)), True
