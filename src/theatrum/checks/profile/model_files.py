"""One version of a profile's data model, from ``model/vX.Y.Z``: groups, components, vocabularies."""

from collections.abc import Mapping

from theatrum.checks.profile.cross_checks import is_pattern
from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.model_shapes import Attribute, Component, Group, Items
from theatrum.checks.profile.profile import Model
from theatrum.checks.profile.typed import typed
from theatrum.checks.profile.vocabularies import SYNONYMS_SUFFIX, Vocabulary, read_vocabulary


def read_model(folder: ProfileFolder, version: str) -> Model:
    """Read a version of the model. Raises ProfileInvalid."""
    root = f"model/v{version}"
    files = (file for file in folder.names(f"{root}/vocabularies", ".csv") if not file.endswith(SYNONYMS_SUFFIX))
    found = [read_vocabulary(folder, file) for file in files]
    vocabularies = {vocabulary.name: vocabulary for vocabulary in found}
    groups = dict(_group(folder, file, vocabularies) for file in folder.names(f"{root}/groups", ".yaml"))
    components = [
        _component(folder, file, version, groups, vocabularies) for file in folder.names(f"{root}/components", ".yaml")
    ]
    return Model(version, {component.component: component for component in components}, vocabularies)


def filled(
    attributes: Mapping[str, Attribute],
    document: Document,
    place: Place,
    vocabularies: Mapping[str, Vocabulary],
) -> dict[str, Attribute]:
    """Check attributes and fill their values in from the vocabularies. Raises ProfileInvalid."""
    return {name: _filled(attribute, document, (*place, name), vocabularies) for name, attribute in attributes.items()}


def _group(
    folder: ProfileFolder, file: str, vocabularies: Mapping[str, Vocabulary]
) -> tuple[str, Mapping[str, Attribute]]:
    document = read_document(folder, file)
    group = typed(Group, document)
    _named_after_file(document, "group", group.group)
    return group.group, filled(group.attributes, document, ("attributes",), vocabularies)


def _component(
    folder: ProfileFolder,
    file: str,
    version: str,
    groups: Mapping[str, Mapping[str, Attribute]],
    vocabularies: Mapping[str, Vocabulary],
) -> Component:
    document = read_document(folder, file)
    component = typed(Component, document)
    _named_after_file(document, "component", component.component)
    if (component.origin == "published") != (component.published.id is not None):
        problem = "a published component has the 'id' of its publication, and one of the profile's own has none."
        raise document.problem(("published",), problem, "Write published: {id: ...}, or origin: profile.")
    if component.version != version:
        fix = f"Write {version}, or move the file."
        raise document.problem(("version",), f"this file stands in the model of version {version}.", fix)
    attributes = filled(component.attributes, document, ("attributes",), vocabularies)
    for index, name in enumerate(component.includes):
        if name not in groups:
            raise document.problem(("includes", index), f"there is no group '{name}'.", f"Use one of: {_list(groups)}.")
        attributes |= {key: shared for key, shared in groups[name].items() if key not in attributes}
    return component.model_copy(update={"attributes": attributes})


def _filled(
    attribute: Attribute, document: Document, place: Place, vocabularies: Mapping[str, Vocabulary]
) -> Attribute:
    if (attribute.type == "list") != (attribute.items is not None):
        raise document.problem(place, "a list needs 'items', and only a list has them.", "Add or remove 'items'.")
    if attribute.items is None:
        return attribute.model_copy(update=_values(attribute, document, place, vocabularies))
    items = attribute.items
    filled_items = items.model_copy(update=_values(items, document, (*place, "items"), vocabularies))
    return attribute.model_copy(update={"items": filled_items})


def _values(
    part: Attribute | Items, document: Document, place: Place, vocabularies: Mapping[str, Vocabulary]
) -> dict[str, object]:
    if part.pattern is not None and not is_pattern(part.pattern):
        problem = "the pattern is no regular expression."
        raise document.problem((*place, "pattern"), problem, "Correct it; JSON Schema uses the ECMA 262 form.")
    if part.vocabulary is None:
        return {}
    if part.values is not None:
        raise document.problem(place, "it has both values and a vocabulary.", "Keep one of them.")
    vocabulary = vocabularies.get(part.vocabulary)
    if vocabulary is None:
        problem = f"there is no vocabulary '{part.vocabulary}'."
        raise document.problem((*place, "vocabulary"), problem, f"Use one of: {_list(vocabularies)}.")
    return {"values": vocabulary.codes}


def _named_after_file(document: Document, key: str, name: str) -> None:
    stem = document.file.rpartition("/")[2].removesuffix(".yaml")
    if stem != name:
        raise document.problem((key,), f"the file is called {stem}.", "Give file and content the same name.")


def _list(names: Mapping[str, object]) -> str:
    return ", ".join(names) or "(there are none)"
