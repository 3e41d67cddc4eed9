"""What the index is to have of entities: read from annotations and stored rows, outside of any transaction."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog

from theatrum.checks.numbering.counting import numbers_of
from theatrum.checks.profile.identifiers import Identifier, IdentifierForms
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known.columns import Columns
from theatrum.consortium.known.contents import Components, Row, annotated, descriptor
from theatrum.consortium.known.queries import frame_of
from theatrum.consortium.known.records import known_in_rows
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.repository.entities.models import Kind, Node

_log = structlog.get_logger()

# Longer texts are no identifiers of any network; see models.
LONGEST = 60
Pair = tuple[str, str]
# A center, a kind, and what that is numbered under.
Series = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The identifiers that one entity names, with what each comes from, and the highest numbers that they take.

    ``component`` is "" for an entity that is of none. ``state`` changes whenever there may be others.
    """

    node_id: int
    component: str
    state: str
    pairs: frozenset[Pair] = frozenset()
    highest: tuple[tuple[Series, int], ...] = ()


class Reader:
    """Reads entities by the rules of a profile."""

    def __init__(self, profile: Profile) -> None:
        self._forms = profile.overlay.identifiers.forms
        self._components = Components(profile)
        told = repr((profile.overlay.identifiers, self._components.columns, profile.overlay.organization))
        self.rules = hashlib.sha256(told.encode()).hexdigest()

    def states(self, nodes: Iterable[Node]) -> dict[int, tuple[str, str]]:
        """Return component and state of each entity, in one query more however many they are."""
        loaded = {node.id: node for node in nodes}
        named = {node.id: name for node, name, _ in self._components.of(loaded.values())}
        return {number: (named.get(number, ""), _state(node)) for number, node in loaded.items()}

    def contents(self, nodes: Iterable[Node]) -> Iterator[Content]:
        """Yield what each entity names; ``current`` and its ``handle`` are loaded."""
        loaded = list(nodes)
        described = {node.id: (name, columns) for node, name, columns in self._components.of(loaded)}
        for node in loaded:
            name, columns = described.get(node.id, ("", Columns("")))
            pairs = frozenset(self._pairs(node, name, columns)) if name else frozenset()
            yield Content(
                node_id=node.id,
                component=name,
                state=_state(node),
                pairs=pairs,
                highest=tuple(_highest(self._forms, pairs).items()),
            )

    def _pairs(self, node: Node, component: str, columns: Columns) -> Iterator[Pair]:
        known: dict[str, bool] = {"": True}

        def is_one(text: str) -> bool:
            if text not in known:
                known[text] = len(text) <= LONGEST and self._forms.kind_of(text) is not None
            return known[text]

        for own, _, parent in _rows(node, component, columns):
            if is_one(own):
                yield own, parent if parent and is_one(parent) else ""


def _rows(node: Node, component: str, columns: Columns) -> Iterator[Row]:
    if node.kind == Kind.FILE:
        yield from frame_of(list(annotated(node, component, columns))).iter_rows()
        return
    handle = node.current.handle if node.current else None
    if handle is None:
        return
    try:
        for frame in known_in_rows(handle, descriptor(node), component, columns):
            yield from frame.iter_rows()
    except BlobNotFound:
        # One lost file must not keep all centers from numbering. Its own page and `theatrum doctor` tell of it.
        _log.warning("the rows of a record set are not in the store; its identifiers are not known", node=node.id)


def _state(node: Node) -> str:
    """Return what the identifiers of an entity depend on beside its component."""
    version = node.current
    if version is None or node.kind == Kind.FILE:
        return node.etag
    told = repr((version.handle_id, version.details.get("csvDescriptor")))
    return hashlib.sha256(told.encode()).hexdigest()


def _highest(forms: IdentifierForms, pairs: Iterable[Pair]) -> dict[Series, int]:
    texts = {text for pair in pairs for text in pair if text}
    found: dict[Series, int] = {}
    for one in filter(None, map(forms.parse, texts)):
        for series, number in _numbers(one):
            found[series] = max(found.get(series, 0), number)
    return found


def _numbers(one: Identifier) -> Iterator[tuple[Series, int]]:
    if one.center is not None:
        yield from (((one.center, *number.row), number.number) for number in numbers_of(one))
