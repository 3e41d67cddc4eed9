"""What is known of files here: registered with the grids over folders, and used by the form of one file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.link_shapes import KindRule
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.curation.prefilling.components import Takes, takes
from theatrum.consortium.curation.prefilling.headers import Seen, Told, cells_of
from theatrum.consortium.curation.prefilling.naming import format_texts, identifier_in, relative_path
from theatrum.consortium.curation.prefilling.screened import seen_of, shown_of
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.entities.models import ROOT_ID, Ancestry, Node
from theatrum.repository.grids.folders.knowledge import Asked, Filled, Shown


class FileKnowledge:
    """See ``folders.knowledge``."""

    def shown(self, nodes: Sequence[Node]) -> Mapping[int, Shown]:
        """Return the format and the screening of files, in words."""
        return shown_of(nodes)

    def filled(self, asked: Asked) -> Mapping[int, Mapping[str, Filled]]:
        """Return what can be filled in, as far as the component takes it."""
        profile, component = in_force(), takes(asked.digest)
        seen, paths = seen_of(asked.nodes), names_above(asked.nodes)
        found: dict[int, dict[str, Filled]] = {}
        for node in asked.nodes:
            told = _told(profile, asked.component, component, _File(node, seen[node.id], paths[node.id]))
            found[node.id] = dict(_fitting(component, set(asked.names), told))
        return found


def data_file_rule(profile: Profile, component: str) -> KindRule | None:
    """Return by which column and kind of identifier the files of a component are known; None where by none."""
    return next((rule for rule in profile.links.kinds if component in rule.components), None)


def names_above(nodes: Sequence[Node]) -> dict[int, list[str]]:
    """Return the names from the project down to each file, its own included."""
    parents = {node.parent_id for node in nodes if node.parent_id is not None}
    steps = Ancestry.objects.filter(node_id__in=parents).exclude(ancestor_id=ROOT_ID).order_by("node_id", "-depth")
    above: dict[int, list[str]] = {}
    for number, name in steps.values_list("node_id", "ancestor__name"):
        above.setdefault(number, []).append(name)
    return {node.id: [*above.get(node.parent_id or 0, []), node.name] for node in nodes}


@dataclass(frozen=True, slots=True)
class _File:
    """A file, what is known of it, and the names that lead to it."""

    node: Node
    seen: Seen
    names: Sequence[str]


def _told(profile: Profile, key: str, component: Takes, file: _File) -> Iterator[Told]:
    """Yield what can be told of a file; for one column the best first."""
    organization, _, name = key.rpartition("-")
    known_as = name if organization == profile.organization else ""
    for column, text in component.constants.items():
        yield Told(column, text, "always so for this component")
    for column, what in profile.overlay.fills.items():
        if what == "path":
            yield Told(column, relative_path(profile, file.names), "place of the file")
            continue
        values = component.permissible.get(column, ())
        for text in format_texts(profile.overlay.files, file.node.name, file.seen.label, values):
            yield Told(column, text, "name of the file")
    rule = data_file_rule(profile, known_as)
    identifier = identifier_in(profile, file.node.name, rule.kind) if rule else None
    if rule and identifier:
        yield Told(rule.column, identifier, "name of the file")
    if known_as:
        yield from cells_of(profile.inspections, known_as, file.seen)


def _fitting(component: Takes, names: set[str], told: Iterator[Told]) -> Iterator[tuple[str, Filled]]:
    done: set[str] = set()
    for one in told:
        if one.column not in names or one.column in done or (one.is_list and not component.is_list(one.column)):
            continue
        text = component.fitting(one.column, one.text) if one.text else None
        if text is not None:
            done.add(one.column)
            yield one.column, Filled(text, one.where)
