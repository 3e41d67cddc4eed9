"""From a profile's component to the JSON Schema it stands for: as published, or with the overlay on it."""

from collections.abc import Mapping

from theatrum.checks.model.overlaid import DEFINED_BY_PROFILE, advice, overlay_rule, registered_name, with_overlay
from theatrum.checks.model.spelling import attribute_schema, condition_schema
from theatrum.checks.profile.model_shapes import Attribute, Component
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.kernel.jsontext import JsonObject, JsonValue

__all__ = ["META_SCHEMA", "compile_advice", "compile_component", "overlay_rule", "registered_id"]

# The spelling of the publications that profiles reproduce; draft_of knows what it means.
META_SCHEMA = "https://json-schema.org/draft-07/schema"


def compile_component(component: Component, overlay: Overlay | None = None) -> JsonObject:
    """Return the JSON Schema of a component.

    Without an overlay it equals the published one but for descriptions and titles; with one it is what
    folders are bound to, under its registered id, and what the overlay says is marked as such. A component
    that the publication lacks is marked throughout.
    """
    schema = _published(component)
    return schema if overlay is None else with_overlay(schema, overlay, component.component, component.version)


def compile_advice(component: Component, overlay: Overlay) -> JsonObject | None:
    """Return the JSON Schema of what the overlay only recommends for a component; None where there is nothing.

    Rows are held against it besides the schema of ``compile_component``, and what it finds are warnings.
    """
    return advice(_published(component), overlay, component.component, component.version)


def registered_id(component: Component, overlay: Overlay) -> str:
    """Return the id under which the schema of a component is registered."""
    return registered_name(overlay, component.component, component.version)


def _published(component: Component) -> JsonObject:
    required: list[JsonValue] = [name for name, attribute in component.attributes.items() if attribute.required]
    schema: JsonObject = {
        "$id": component.published.id or f"{component.component}-{component.version}",
        "$schema": META_SCHEMA,
        "title": component.component,
        "description": component.about,
        "type": "object",
        "properties": _properties(component.attributes),
        "additionalProperties": {},
    }
    if component.origin == "profile":
        schema["$comment"] = "Defined by the profile: the published data model has no such component."
        schema["properties"] = _properties(component.attributes, DEFINED_BY_PROFILE)
    if required:
        schema["required"] = required
    conditions = [condition_schema(condition) for condition in component.conditions]
    # A single condition stands at the root in the publications, several stand under allOf.
    if len(conditions) == 1:
        schema |= conditions[0]
    elif conditions:
        schema["allOf"] = [*conditions]
    return schema


def _properties(attributes: Mapping[str, Attribute], mark: JsonObject | None = None) -> JsonObject:
    return {name: attribute_schema(attribute) | (mark or {}) for name, attribute in attributes.items()}
