"""Several files that are annotated at once: what they have in common, and where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web.pages.entities.annotate import attributes, fills
from theatrum.doors.web.pages.entities.annotate.attributes import Attribute, Control
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts, texts_of
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.errors import EntityNotFound
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes, overview
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for_all
from theatrum.repository.schemas.compiled import compiled

LIMIT = 200
# Django takes a thousand fields of a form; the attributes that all files share need some of them.
_FIELDS = 850


@dataclass(frozen=True)
class Batch:
    """The files, by name, with their values by file and attribute."""

    nodes: Sequence[Node]
    bound: BoundSchema | None
    attributes: Mapping[str, Attribute]
    stored: Mapping[int, Mapping[str, Texts]]
    filled: Mapping[int, Mapping[str, str]]

    def shared(self, name: str) -> Texts | None:
        """Return the values that all files have, None where they differ."""
        found = {values.get(name, ()) for values in self.stored.values()}
        return found.pop() if len(found) == 1 else None

    def differing(self, name: str) -> int:
        """Return how many different values there are."""
        return len({values.get(name, ()) for values in self.stored.values()})

    def names(self) -> list[str]:
        """Return the component's attributes, and what else is stored on any of the files."""
        extra = sorted({name for values in self.stored.values() for name in values} - self.attributes.keys())
        return [*self.attributes, *extra]

    def apart(self) -> list[Attribute]:
        """Return the attributes that are asked for file by file: what is filled in, identifiers, what differs."""
        asked = [one for one in self.attributes.values() if one.control is Control.TEXT]
        first = [one for one in asked if self.is_filled(one.name)]
        identifiers = [one for one in asked if one.pattern and one.is_required]
        differ = [one for one in asked if self.shared(one.name) is None]
        found = list({one.name: one for one in (*first, *identifiers, *differ)}.values())
        return found[: _FIELDS // len(self.nodes)]

    def is_filled(self, name: str) -> bool:
        """Tell whether the form knows a value of its own for each file."""
        return any(name in values for values in self.filled.values())


def read_ids(given: Sequence[str]) -> list[int]:
    """Read ids, several in one where commas part them. Raises InvalidRequest."""
    found = list(dict.fromkeys(parse_entity_id(text) for part in given for text in part.split(",") if text.strip()))
    if not found:
        raise InvalidRequest(reason="No file is chosen: tick the files to annotate in their folder.")
    if len(found) > LIMIT:
        raise InvalidRequest(reason=f"{len(found)} files are chosen; {LIMIT} is the most at once.")
    return found


def load(actor: Actor, numbers: Sequence[int]) -> list[Batch]:
    """Return the files, in one batch for each component. Raises EntityNotFound for what may not be changed."""
    found = overview.changeable(actor, numbers)
    missing = set(numbers) - {node.id for node in found}
    if missing:
        raise EntityNotFound(id=", ".join(f"syn{number}" for number in sorted(missing)))
    bound = bound_for_all(numbers)
    groups: dict[str, list[Node]] = {}
    for node in found:
        held = bound.get(node.id)
        groups.setdefault(held.digest if held else "", []).append(node)
    return [_batch(group, bound.get(group[0].id)) for group in groups.values()]


def _batch(group: Sequence[Node], bound: BoundSchema | None) -> Batch:
    known = attributes.of(compiled(bound.digest)) if bound else []
    annotations = {node.id: node.current.annotations if node.current else {} for node in group}
    return Batch(
        nodes=group,
        bound=bound,
        attributes={one.name: one for one in known},
        stored={number: {name: texts_of(v) for name, v in stored.items()} for number, stored in annotations.items()},
        filled=_filled(group, known),
    )


def _filled(group: Sequence[Node], known: Sequence[Attribute]) -> dict[int, dict[str, str]]:
    paths: dict[int, list[Node]] = {}
    for node in group:
        if node.parent_id is not None and node.parent_id not in paths:
            paths[node.parent_id] = nodes.path_to(nodes.get_node(node.parent_id))
    return {node.id: fills.known(in_force(), known, [*paths.get(node.parent_id or 0, []), node]) for node in group}
