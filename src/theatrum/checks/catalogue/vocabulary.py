"""The permissible values of an attribute, with what they mean."""

from collections.abc import Mapping

from theatrum.checks.catalogue.page import Choice
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.model.walk import resolve
from theatrum.checks.profile.profile import Profile
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.phrases import permissible
from theatrum.checks.synthesis.cells import cell_of
from theatrum.kernel.jsontext import JsonObject, JsonValue

Declared = Mapping[str, JsonValue]


def choices_of(profile: Profile, component: str, attribute: str, *, version: str) -> tuple[Choice, ...]:
    """Return all permissible values of an attribute, or of each of its items, in their order.

    Empty where it takes other values too, or is none of the component. Raises ModelUnknown, ComponentUnknown.
    """
    schema = bound_document(profile, component, version)
    properties = schema.get("properties")
    declared = properties.get(attribute) if isinstance(properties, dict) else None
    values = permissible(item_of(schema, declared)) or []
    return choices(values, vocabulary_of(profile, component, attribute, version=version))


def vocabulary_of(profile: Profile, component: str, attribute: str, *, version: str) -> Vocabulary | None:
    """Return the vocabulary of an attribute; an imported model has that of the same attribute in another version."""
    models = [profile.models[version], *(model for name, model in profile.models.items() if name != version)]
    found = (model.vocabulary_of(component, attribute) for model in models)
    return next((one for one in found if one is not None), None)


def choices(values: list[JsonValue], vocabulary: Vocabulary | None) -> tuple[Choice, ...]:
    """Return values as they stand in cells, with their labels and where they are explained."""
    labels = vocabulary.labels if vocabulary else {}
    source = vocabulary.source if vocabulary else None
    texts = (value if isinstance(value, str) else cell_of(value) or "" for value in values)
    return tuple(Choice(text, labels.get(text), source.url_of(text) if source else None) for text in texts)


def resolved(schema: JsonObject, declared: JsonValue) -> JsonObject:
    """Return a part of a schema, a reference inside the document followed."""
    part = declared if isinstance(declared, dict) else {}
    reference = part.get("$ref")
    found = resolve(schema, reference) if isinstance(reference, str) else None
    return found[1] if found and isinstance(found[1], dict) else part


def item_of(schema: JsonObject, declared: JsonValue) -> JsonObject:
    """Return what each item of a list must be; what the attribute itself must be where it is no list."""
    whole = resolved(schema, declared)
    return resolved(schema, whole["items"]) if isinstance(whole.get("items"), dict) else whole
