"""Reads ``inspections.yaml``, and holds it against the data model and the identifiers."""

from collections.abc import Collection, Mapping

from theatrum.checks.profile.cross_checks import check_all_known, check_expression, check_known, check_unique
from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.inspection_shapes import CellColumn, Inspections, MatrixRules
from theatrum.checks.profile.nested import shapes_in
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.checks.profile.profile import Model
from theatrum.checks.profile.typed import typed

FILE = "inspections.yaml"
_COMPONENT_KEYS = ("components", "images", "objects", "table", "masks", "readable")
_EXPRESSION_KEYS = ("pattern", "separator")


def read_inspections(
    folder: ProfileFolder, *, overlay: Overlay, models: Mapping[str, Model], components: Collection[str]
) -> Inspections:
    """Read and cross-check what files must hold; nothing where the profile has no such file. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return Inspections()
    document = read_document(folder, FILE)
    rules = typed(Inspections, document)
    for place, shape in shapes_in((), rules):
        for key in _COMPONENT_KEYS:
            names = getattr(shape, key, ())
            check_all_known(document, (*place, key), names if isinstance(names, tuple) else (), components)
        for key in _EXPRESSION_KEYS:
            pattern = getattr(shape, key, None)
            if isinstance(pattern, str):
                check_expression(document, (*place, key), pattern)
    _check_attributes(document, rules, _attributes(overlay, models))
    patterns = {kind.kind: kind.pattern for kind in overlay.identifiers.kinds}
    for index, matrix in enumerate(rules.matrices):
        _check_matrix(document, ("matrices", index), matrix, patterns)
    return rules.model_copy(update={"matrices": tuple(_filled(matrix, patterns) for matrix in rules.matrices)})


def _filled(matrix: MatrixRules, patterns: Mapping[str, str]) -> MatrixRules:
    """Return the rules with the patterns of the kinds of identifiers that they name."""
    columns = tuple(
        column.model_copy(update={"pattern": patterns[column.kind]}) if column.kind else column
        for column in matrix.columns
    )
    return matrix.model_copy(update={"columns": columns})


def _check_matrix(document: Document, place: Place, matrix: MatrixRules, kinds: Collection[str]) -> None:
    check_unique(document, (*place, "columns"), (column.column for column in matrix.columns))
    for index, column in enumerate(matrix.columns):
        _check_column(document, (*place, "columns", index), column, kinds)
    for index, pattern in enumerate(matrix.genes.other_patterns if matrix.genes else ()):
        check_expression(document, (*place, "genes", "other_patterns", index), pattern)


def _check_column(document: Document, place: Place, column: CellColumn, kinds: Collection[str]) -> None:
    if column.kind is not None:
        check_known(document, (*place, "kind"), column.kind, kinds, where="overlay.yaml")
    said = [key for key in ("values", "pattern", "kind", "is_flag") if getattr(column, key)]
    if len(said) > 1:
        raise document.problem(place, f"{said[0]} and {said[1]} both say what may stand there.", "Keep one of them.")


def _check_attributes(document: Document, rules: Inspections, attributes: Mapping[str, Collection[str]]) -> None:
    """Hold columns of rows against the components that they are of, as far as the profile has these."""
    for index, declared in enumerate(rules.declared):
        _check(document, ("declared", index, "column"), declared.column, _of(declared.components, attributes))
    for index, filled in enumerate(rules.filled):
        place = ("filled", index)
        _check(document, (*place, "column"), filled.column, _of(filled.components, attributes))
        if (filled.fact is None) == (filled.file is None):
            raise document.problem(place, "It must say either a fact or what of the file.", "Give fact or file.")
    bundles, channels, objects = rules.bundles, rules.channels, rules.objects
    if bundles is not None:
        _check(document, ("bundles", "platform"), bundles.platform, _of(bundles.components, attributes))
    if channels is not None:
        for key in ("index", "name"):
            _check(document, ("channels", key), getattr(channels, key), _of(channels.table, attributes))
    if objects is not None:
        _check(document, ("objects", "parents"), objects.parents, _of(objects.components, attributes))


def _check(document: Document, place: Place, name: str, known: Collection[str]) -> None:
    if known:
        check_known(document, place, name, known, where="the data model")


def _of(components: Collection[str], attributes: Mapping[str, Collection[str]]) -> set[str]:
    return {name for component in components for name in attributes.get(component, ())}


def _attributes(overlay: Overlay, models: Mapping[str, Model]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for model in models.values():
        for component in model.components.values():
            found.setdefault(component.component, set()).update(component.attributes)
    for rule in overlay.rules:
        for name in rule.components:
            found.setdefault(name, set()).update(rule.add)
    return found
