"""Reads ``links.yaml``, and holds it against the data model and the identifiers."""

import re
from collections.abc import Collection, Iterator, Mapping

from theatrum.checks.profile.cross_checks import check_expression, check_known, check_unique
from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import CellTest, LinkRules, ReferenceRule
from theatrum.checks.profile.nested import shapes_in
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.checks.profile.profile import Model
from theatrum.checks.profile.shape import Shape
from theatrum.checks.profile.typed import typed

FILE = "links.yaml"
_COMPONENT_KEYS = ("component", "components", "targets")
_KIND_KEYS = ("kind", "per", "descendant", "to")
_COLUMN_KEYS = ("column", "columns", "first", "then", "where", "but_not")
# What Rust's engine does not have: look-around and back references.
_BEYOND = re.compile(r"\(\?(?:<?[=!]|P=)|\\[1-9]")


def read_links(
    folder: ProfileFolder, *, overlay: Overlay, models: Mapping[str, Model], components: Collection[str]
) -> LinkRules:
    """Read and cross-check the rules between rows; none where the profile has no such file. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return LinkRules()
    document = read_document(folder, FILE)
    rules = typed(LinkRules, document)
    kinds = [kind.kind for kind in overlay.identifiers.kinds]
    check_unique(document, ("kinds",), (rule.kind for rule in rules.kinds))
    _check_names(document, rules)
    if (rules.counts or rules.limits) and PARTICIPANT not in kinds:
        key = "counts" if rules.counts else "limits"
        raise document.problem((key,), f"overlay.yaml has no kind '{PARTICIPANT}' of identifiers.", "Add it there.")
    checker = _Checker(document, components, kinds, _attributes(overlay, models))
    for place, shape in shapes_in((), rules):
        checker.check(place, shape)
    return rules


class _Checker:
    def __init__(
        self,
        document: Document,
        components: Collection[str],
        kinds: Collection[str],
        attributes: Mapping[str, Collection[str]],
    ) -> None:
        self._document = document
        self._components = components
        self._kinds = kinds
        self._attributes = attributes

    def check(self, place: Place, shape: Shape) -> None:
        for where, name in _named(place, shape, _COMPONENT_KEYS):
            check_known(self._document, where, name, self._components)
        for where, name in _named(place, shape, _KIND_KEYS):
            check_known(self._document, where, name, self._kinds, where="overlay.yaml")
        if isinstance(shape, CellTest):
            self._check_test(place, shape)
        if not (isinstance(shape, ReferenceRule) and shape.since):
            self._check_columns(place, shape)

    def _check_columns(self, place: Place, shape: Shape) -> None:
        owners = [name for _, name in _named((), shape, ("component", "components")) if name in self._attributes]
        for where, column in _named(place, shape, _COLUMN_KEYS):
            for owner in owners:
                check_known(self._document, where, column, self._attributes[owner], where=owner)

    def _check_test(self, place: Place, test: CellTest) -> None:
        for key, pattern in (("matches", test.matches), ("matches_none", test.matches_none)):
            if pattern is None:
                continue
            check_expression(self._document, (*place, key), pattern)
            if _BEYOND.search(pattern):
                problem = "look-around and back references are not possible here."
                raise self._document.problem((*place, key), problem, "Write it without them.")


def _attributes(overlay: Overlay, models: Mapping[str, Model]) -> dict[str, set[str]]:
    """Return the columns that a component has in any version, those of the overlay included."""
    found: dict[str, set[str]] = {}
    for model in models.values():
        for component in model.components.values():
            found.setdefault(component.component, set()).update(component.attributes)
    for rule in overlay.rules:
        for name in rule.components:
            if name in found:
                found[name].update(rule.add)
    return found


def _check_names(document: Document, rules: LinkRules) -> None:
    seen: set[str] = set()
    for place, shape in shapes_in((), rules):
        name = getattr(shape, "rule", None)
        if name in seen:
            raise document.problem((*place, "rule"), f"'{name}' stands there twice.", "Rename one.")
        seen.update({name} if name else ())


def _named(place: Place, shape: Shape, keys: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    """Yield the names that a mapping has under some keys: one, a list of them, or the keys of a mapping."""
    for key in keys:
        value = getattr(shape, key, None)
        if isinstance(value, str):
            yield (*place, key), value
        elif isinstance(value, tuple):
            yield from (((*place, key, index), str(item)) for index, item in enumerate(value))
        elif isinstance(value, Mapping):
            yield from (((*place, key, str(name)), str(name)) for name in value)
