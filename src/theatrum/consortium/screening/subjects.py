"""What a file is to those who screen it: its names, its component, and what is said of it elsewhere."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from theatrum.consortium.centers.queries import ids_of_projects
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.consortium.screening.models import HiddenName
from theatrum.kernel.jsontext import JsonValue, canonical
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.validation.bound import bound_for_all
from theatrum.repository.files.actions.hiding import Named, Place, is_stand_in
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.models import CopiedRows, FileHandle
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.wiki.models import Attachment, PageVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One file handle. ``names`` are its own, and those of the entities that have it, hidden ones as they were given.

    ``component`` is that of the bound schema, of the data model ``model``; ``declared`` is what annotations say;
    ``node_id`` the first entity that has it, in the project of ``center``. ``descriptor`` says how a CSV is written.
    """

    handle: FileHandle
    names: tuple[str, ...] = field(repr=False)
    node_id: int | None = None
    center: str = ""
    component: str | None = None
    model: str | None = None
    declared: Mapping[str, str] = field(default_factory=dict, repr=False)
    descriptor: Mapping[str, JsonValue] = field(default_factory=dict)
    is_record_set: bool = False
    # The words of a page of a wiki: people write them to each other, and no data is made of them.
    is_talk: bool = False

    @property
    def fingerprint(self) -> str:
        """A hash of all that a verdict depends on beside the bytes, the engine and the policy."""
        said = [self.handle.key, self.names, self.component, self.model, dict(self.declared), dict(self.descriptor)]
        if self.is_talk:
            said.append("talk")
        return hashlib.sha256(canonical(said).encode()).hexdigest()


def subjects_of(handles: list[FileHandle]) -> dict[int, Subject]:
    """Return what files are, in as many queries for all as for one."""
    carried: dict[int, list[Version]] = {}
    versions = Version.objects.filter(handle__in=handles).select_related("node__project").order_by("node_id", "-number")
    for version in versions:
        carried.setdefault(version.handle_id or 0, []).append(version)
    return _subjects_of(handles, carried)


def _subjects_of(handles: list[FileHandle], carried: Mapping[int, list[Version]]) -> dict[int, Subject]:
    profile = in_force()
    bound = bound_for_all([some[0].node_id for some in carried.values()])
    elsewhere, hidden = _elsewhere([handle for handle in handles if handle.pk not in carried]), _hidden(handles)
    carriers = [*elsewhere.values(), *(some[0].node for some in carried.values())]
    words = _only_words(elsewhere)
    homes = ids_of_projects(node.project_id for node in carriers)
    found: dict[int, Subject] = {}
    for handle in handles:
        some = carried.get(handle.pk)
        own = _given(hidden, Named(handle.pk, Place.HANDLE, str(handle.pk), handle.file_name))
        if not some:
            node = elsewhere.get(handle.pk)
            number, center = (node.id, homes.get(node.project_id, "")) if node else (None, "")
            found[handle.pk] = Subject(
                handle=handle,
                names=(own,),
                node_id=number,
                center=center,
                is_talk=handle.pk in words,
            )
            continue
        first = bound.get(some[0].node_id)
        component, model = None, None
        if first is not None and first.schema_id.organization == profile.overlay.organization:
            component, model = first.schema_id.name, model_of(profile, first.schema_id)
        home = homes.get(some[0].node.project_id, "")
        carriers_names = (Named(handle.pk, Place.ENTITY, str(one.node.pk), one.node.name) for one in some)
        names = dict.fromkeys([own, *(_given(hidden, one) for one in carriers_names)])
        about = _carried(handle, some, center=home, component=component, model=model)
        found[handle.pk] = replace(about, names=tuple(names))
    return found


def _hidden(handles: list[FileHandle]) -> Mapping[tuple[int, str, str], str]:
    """Return the names that are hidden of files, by file, place, and what is called so."""
    rows = HiddenName.objects.filter(screening__in=[one.pk for one in handles])
    return {(one.screening_id, one.place, one.subject_id): one.text for one in rows}


def _given(hidden: Mapping[tuple[int, str, str], str], named: Named) -> str:
    """Return a name as it was given, be it hidden by now."""
    key = (named.handle_id, named.place, named.subject_id)
    return hidden.get(key, named.text) if is_stand_in(named.text) else named.text


def subject_of(handle: FileHandle) -> Subject:
    """Return what a file is."""
    return subjects_of([handle])[handle.pk]


def subject_in(handle: FileHandle, node: Node) -> Subject:
    """Return what a file will be once it is that of the current version of an entity, or its rows are in a table."""
    if node.kind == Kind.TABLE:
        home = ids_of_projects([node.project_id]).get(node.project_id, "")
        return replace(subject_of(handle), node_id=node.id, center=home)
    return _subjects_of([handle], {handle.pk: [_as_if(handle, node)]})[handle.pk]


def _as_if(handle: FileHandle, node: Node) -> Version:
    version = Version.objects.select_related("node__project").get(pk=node.current_id or 0)
    version.handle = handle
    return version


def _carried(
    handle: FileHandle, versions: list[Version], *, center: str, component: str | None, model: str | None
) -> Subject:
    version, node = versions[0], versions[0].node
    is_file = node.kind == Kind.FILE
    return Subject(
        handle=handle,
        names=(),
        node_id=node.id,
        center=center,
        component=component,
        model=model,
        declared=_declared(version) if is_file else {},
        descriptor=dict(descriptor_of(version)),
        is_record_set=node.kind == Kind.RECORD_SET,
    )


def _elsewhere(handles: list[FileHandle]) -> dict[int, Node]:
    """Return the entities that have files otherwise: in their wiki, or as rows of a table."""
    if not handles:
        return {}
    rows = CopiedRows.objects.filter(handle__in=handles, holder=Holder.TABLE).values_list("handle_id", "holder_id")
    texts = PageVersion.objects.filter(markdown__in=handles).values_list("markdown_id", "page__wiki__node_id")
    attached = Attachment.objects.filter(handle__in=handles).values_list("handle_id", "version__page__wiki__node_id")
    numbers = {**dict(rows), **dict(texts), **dict(attached)}
    nodes = Node.objects.select_related("project").in_bulk(set(numbers.values()))
    return {handle: nodes[number] for handle, number in numbers.items() if number in nodes}


def pages_with(handle_ids: Collection[int]) -> frozenset[int]:
    """Return which files are the words of pages."""
    if not handle_ids:
        return frozenset()
    return frozenset(PageVersion.objects.filter(markdown__in=handle_ids).values_list("markdown_id", flat=True))


def _only_words(handle_ids: Collection[int]) -> frozenset[int]:
    """Return which files are the words of pages, and nothing else beside what entities carry."""
    words = pages_with(handle_ids)
    if not words:
        return words
    attached = Attachment.objects.filter(handle__in=words).values_list("handle_id", flat=True)
    rows = CopiedRows.objects.filter(handle__in=words).values_list("handle_id", flat=True)
    return words - {*attached, *rows}


def _declared(version: Version) -> dict[str, str]:
    """Return annotations as texts; several values of one are put together."""
    return {name: ", ".join(str(one) for one in stored["value"]) for name, stored in version.annotations.items()}
