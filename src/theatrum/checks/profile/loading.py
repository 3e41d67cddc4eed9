"""Reads a whole profile folder, and holds its parts against each other."""

from collections.abc import Container, Iterable, Mapping

from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.model_files import filled, read_model
from theatrum.checks.profile.model_shapes import Component, Overlay, Rule
from theatrum.checks.profile.network_shapes import AccessPlace, FolderKind, ProfileFile
from theatrum.checks.profile.profile import Model, Profile, TermsOfService
from theatrum.checks.profile.typed import typed


def load_profile(folder: ProfileFolder) -> Profile:
    """Read and cross-check a profile. Raises ProfileInvalid, which names file, line, key and fix."""
    document = read_document(folder, "profile.yaml")
    network = typed(ProfileFile, document)
    versions = [name.removeprefix("v") for name in folder.folders("model")]
    models = {version: read_model(folder, version) for version in versions}
    _check_network(network, document, models)
    return Profile(
        name=network.profile,
        consortium=network.consortium,
        organization=network.organization,
        terms_of_service=TermsOfService(network.terms_of_service.version, folder.text(network.terms_of_service.file)),
        texts={name: folder.text(file) for name, file in network.texts.items()},
        roles={role.role: role for role in network.roles},
        centers={center.id: center for center in network.centers},
        releases={release.number: release for release in network.releases},
        folders=network.folders,
        trees=network.trees,
        access=network.access,
        models=models,
        overlay=_overlay(folder, network, models),
    )


def _check_network(network: ProfileFile, document: Document, models: Mapping[str, Model]) -> None:
    roles = {role.role for role in network.roles}
    _unique(document, "roles", (role.role for role in network.roles))
    _unique(document, "centers", (center.id for center in network.centers))
    _unique(document, "centers", (center.project for center in network.centers))
    _unique(document, "releases", (release.number for release in network.releases))
    for index, center in enumerate(network.centers):
        _known(document, ("centers", index, "liaison"), center.liaison, roles)
    for index, release in enumerate(network.releases):
        _known(document, ("releases", index, "model"), release.model, models)
        _known(document, ("releases", index, "tree"), release.tree, network.trees)
    for place, rights in network.access.items():
        for role in rights:
            _known(document, ("access", place.value, role), role, roles)
    _complete(document, "access", network.access, AccessPlace)
    _complete(document, "folders", network.folders, FolderKind)
    _check_trees(network, document, models)


def _check_trees(network: ProfileFile, document: Document, models: Mapping[str, Model]) -> None:
    for name, leaves in network.trees.items():
        _unique(document, f"trees.{name}", (leaf.path for leaf in leaves))
        for index, leaf in enumerate(leaves):
            inside = [other.path for other in leaves if other.path.startswith(leaf.path + "/")]
            if inside:
                problem = f"this folder is no leaf: {inside[0]} lies in it."
                raise document.problem(("trees", name, index, "path"), problem, "Bind the folders inside it only.")
            _same_kind(document, ("trees", name, index, "kind"), leaf.component, leaf.kind, models)


def _same_kind(document: Document, place: Place, name: str, kind: str, models: Mapping[str, Model]) -> None:
    for model in models.values():
        component = model.components.get(name)
        if component is not None and component.kind != kind:
            raise document.problem(place, f"{name} is a {component.kind} component.", f"Write {component.kind}.")


def _overlay(folder: ProfileFolder, network: ProfileFile, models: Mapping[str, Model]) -> Overlay:
    document = read_document(folder, "overlay.yaml")
    overlay = typed(Overlay, document)
    if overlay.organization != network.organization:
        raise document.problem(("organization",), "profile.yaml names another one.", f"Write {network.organization}.")
    _unique(document, "rules", (rule.rule for rule in overlay.rules))
    named = {leaf.component for leaves in network.trees.values() for leaf in leaves}
    known = named.union(*(model.components for model in models.values()))
    rules = []
    for index, rule in enumerate(overlay.rules):
        for position, name in enumerate(rule.components):
            _known(document, ("rules", index, "components", position), name, known)
        for component in _concerned(rule, models):
            _check_rule(document, index, rule, component)
        rules.append(_filled_rule(document, index, rule))
    return overlay.model_copy(update={"rules": tuple(rules)})


def _concerned(rule: Rule, models: Mapping[str, Model]) -> Iterable[Component]:
    components = (component for model in models.values() for component in model.components.values())
    return (component for component in components if rule.applies_to(component))


def _check_rule(document: Document, index: int, rule: Rule, component: Component) -> None:
    where = f"{component.component} {component.version}"
    for name in rule.add:
        if name in component.attributes:
            problem = f"{where} already has this attribute."
            raise document.problem(("rules", index, "add", name), problem, "Move it to 'replace'.")
    for name in rule.replace:
        _known(document, ("rules", index, "replace", name), name, component.attributes, where)
    for position, name in enumerate(rule.require):
        _known(document, ("rules", index, "require", position), name, component.attributes, where)


def _filled_rule(document: Document, index: int, rule: Rule) -> Rule:
    add = filled(rule.add, document, ("rules", index, "add"), {})
    replace = filled(rule.replace, document, ("rules", index, "replace"), {})
    return rule.model_copy(update={"add": add, "replace": replace})


def _known(document: Document, place: Place, name: str, names: Iterable[str], where: str = "this profile") -> None:
    listed = list(names)
    if name not in listed:
        shown = ", ".join(sorted(listed)[:20]) or "(there are none)"
        raise document.problem(place, f"{where} has no '{name}'.", f"Use one of: {shown}.")


def _unique(document: Document, key: str, names: Iterable[object]) -> None:
    seen: set[object] = set()
    for index, name in enumerate(names):
        if name in seen:
            place: Place = (*key.split("."), index)
            raise document.problem(place, f"'{name}' stands there twice.", "Remove or rename one.")
        seen.add(name)


def _complete(document: Document, key: str, found: Container[object], needed: Iterable[str]) -> None:
    for name in needed:
        if name not in found:
            raise document.problem((key,), f"there is nothing for '{name}'.", "Add it.")
