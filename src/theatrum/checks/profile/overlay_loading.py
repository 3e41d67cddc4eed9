"""Reads ``overlay.yaml``, and holds it against the data model and the network."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from theatrum.checks.profile.cross_checks import check_all_known, check_expression, check_known, check_unique
from theatrum.checks.profile.documents import Document, read_document
from theatrum.checks.profile.file_loading import check_files
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.identifier_loading import check_identifiers
from theatrum.checks.profile.model_files import filled
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.network_shapes import ProfileFile
from theatrum.checks.profile.overlay_shapes import ListRule, Overlay, Rule
from theatrum.checks.profile.profile import Model
from theatrum.checks.profile.typed import typed


def read_overlay(folder: ProfileFolder, network: ProfileFile, models: Mapping[str, Model]) -> Overlay:
    """Read and cross-check the overlay. Raises ProfileInvalid."""
    document = read_document(folder, "overlay.yaml")
    overlay = typed(Overlay, document)
    if overlay.organization != network.organization:
        raise document.problem(("organization",), "profile.yaml names another one.", f"Write {network.organization}.")
    named = {leaf.component for leaves in network.trees.values() for leaf in leaves}
    known = named.union(*(model.components for model in models.values()))
    check_identifiers(document, overlay.identifiers, known)
    check_files(document, overlay.files, known)
    _check_lists(document, overlay, known, models)
    _check_ages(document, overlay, network)
    check_unique(document, ("rules",), (rule.rule for rule in overlay.rules))
    rules = []
    for index, rule in enumerate(overlay.rules):
        check_all_known(document, ("rules", index, "components"), rule.components, known)
        for component in _concerned(rule, models):
            _check_rule(document, index, component, overlay.rules)
        rules.append(_filled_rule(document, index, rule))
    _check_advice(document, rules, models)
    return overlay.model_copy(update={"rules": tuple(rules)})


def _check_lists(document: Document, overlay: Overlay, known: Collection[str], models: Mapping[str, Model]) -> None:
    check_unique(document, ("lists",), (rule.rule for rule in overlay.lists))
    for index, rule in enumerate(overlay.lists):
        check_all_known(document, ("lists", index, "components"), rule.components, known)
        for component in _concerned(rule, models):
            where = f"{component.component} {component.version}"
            check_known(document, ("lists", index, "attribute"), rule.attribute, component.attributes, where=where)


def _check_ages(document: Document, overlay: Overlay, network: ProfileFile) -> None:
    ages = overlay.ages
    if ages is None:
        return
    check_expression(document, ("ages", "attributes"), ages.attributes)
    if ages.dates is not None:
        check_expression(document, ("ages", "dates"), ages.dates)
    centers = [center.id for center in network.centers]
    check_all_known(document, ("ages", "children"), ages.children, centers)


def _concerned(rule: Rule | ListRule, models: Mapping[str, Model]) -> Iterable[Component]:
    components = (component for model in models.values() for component in model.components.values())
    return (component for component in components if rule.applies_to(component))


def _check_rule(document: Document, index: int, component: Component, rules: Sequence[Rule]) -> None:
    rule = rules[index]
    added = [name for other in rules if other.applies_to(component) for name in other.add]
    where = f"{component.component} {component.version}"
    for name in rule.add:
        if name in component.attributes:
            problem = f"{where} already has this attribute."
            raise document.problem(("rules", index, "add", name), problem, "Move it to 'replace'.")
    for name in rule.replace:
        check_known(document, ("rules", index, "replace", name), name, component.attributes, where=where)
    for position, name in enumerate(rule.require):
        check_known(document, ("rules", index, "require", position), name, component.attributes, where=where)
    known = {*component.attributes, *added}
    for position, condition in enumerate(rule.conditions):
        for key, name in condition.names():
            check_known(document, ("rules", index, "conditions", position, key), name, known, where=where)


def _check_advice(document: Document, rules: Sequence[Rule], models: Mapping[str, Model]) -> None:
    """Raise ProfileInvalid where two rules that warn define one attribute: the later would hide the earlier."""
    taken: dict[tuple[str, str, str], int] = {}
    for index, component, name in _advised(rules, models):
        first = taken.setdefault((component.component, component.version, name), index)
        if first != index:
            problem = f"the rule {rules[first].rule} already warns about {name} of {component.component}."
            raise document.problem(("rules", index), problem, "Put both into one rule.")


def _advised(rules: Sequence[Rule], models: Mapping[str, Model]) -> Iterator[tuple[int, Component, str]]:
    for index, rule in enumerate(rules):
        names = {**rule.add, **rule.replace} if rule.severity == "warning" else {}
        yield from ((index, component, name) for component in _concerned(rule, models) for name in names)


def _filled_rule(document: Document, index: int, rule: Rule) -> Rule:
    add = filled(rule.add, document, ("rules", index, "add"), {})
    replace = filled(rule.replace, document, ("rules", index, "replace"), {})
    return rule.model_copy(update={"add": add, "replace": replace})
