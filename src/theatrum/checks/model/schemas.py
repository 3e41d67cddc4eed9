"""The schema of any component of any version that a profile knows: its own edition, or one imported as published."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Literal

from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.checks.model.component import compile_component
from theatrum.checks.model.errors import ComponentUnknown, ModelUnknown
from theatrum.checks.model.imported import PublishedComponent, declared_properties
from theatrum.checks.model.overlaid import advice, with_overlay
from theatrum.checks.profile.model_shapes import Attribute, Component, Published
from theatrum.checks.profile.profile import Model, Profile
from theatrum.kernel.jsontext import JsonObject

_SHOWN = 30


def published_schema(profile: Profile, component: str, version: str) -> CompiledSchema:
    """Return the schema of a component as its network published it; the profile's own where only that has it.

    ``version`` is a key of ``profile.models``. Raises ModelUnknown, ComponentUnknown.
    """
    return compile_schema(_published(*_find(profile, component, version)))


def bound_schema(profile: Profile, component: str, version: str) -> CompiledSchema:
    """Return what folders are bound to: the published schema with the overlay's row-level rules on it, in one.

    Raises ModelUnknown, ComponentUnknown.
    """
    return compile_schema(bound_document(profile, component, version))


def bound_document(profile: Profile, component: str, version: str) -> JsonObject:
    """Return the text of ``bound_schema``, not compiled. Raises ModelUnknown, ComponentUnknown."""
    model, found = _find(profile, component, version)
    schema = _beside_references(_published(model, found))
    return with_overlay(schema, profile.overlay, found.component, found.version)


def advice_schema(profile: Profile, component: str, version: str) -> CompiledSchema | None:
    """Return the schema of what the overlay only recommends; None where there is nothing. What it finds are warnings.

    Raises ModelUnknown, ComponentUnknown.
    """
    model, found = _find(profile, component, version)
    advised = advice(_published(model, found), profile.overlay, found.component, found.version)
    return None if advised is None else compile_schema(advised)


def with_imported(profile: Profile, version: str, published: Iterable[PublishedComponent]) -> Profile:
    """Return the profile with one more data model, under a version or another name of yours.

    What the profile itself defines (components that no publication has) is there in every version.
    """
    schemas = {one.component: one for one in published}
    components = {name: _component(profile, one) for name, one in schemas.items()}
    number = next(iter(schemas.values())).version if schemas else version
    own = {name: one.model_copy(update={"version": number}) for name, one in _own(profile).items()}
    raw = {name: one.schema for name, one in schemas.items()}
    model = Model(number, {**own, **components}, {}, raw)
    return replace(profile, models={**profile.models, version: model})


def _find(profile: Profile, name: str, version: str) -> tuple[Model, Component]:
    model = profile.models.get(version)
    if model is None:
        raise ModelUnknown(version=version, fix=f"Use one of: {_listed(profile.models)}.")
    found = model.components.get(name)
    if found is None:
        near = get_close_matches(name, model.components, n=1)
        fix = f"Did you mean {near[0]}?" if near else f"Use one of: {_listed(model.components)}."
        raise ComponentUnknown(version=version, component=name, fix=fix)
    return model, found


def _published(model: Model, component: Component) -> JsonObject:
    raw = model.schemas.get(component.component)
    return compile_component(component) if raw is None else raw


def _beside_references(schema: JsonObject) -> JsonObject:
    """Return the same schema with a reference at its root moved inside: drafts up to 7 ignore all that is beside it."""
    if "$ref" not in schema:
        return schema
    combined, rest = schema.get("allOf"), {key: value for key, value in schema.items() if key != "$ref"}
    parts = combined if isinstance(combined, list) else []
    return {**rest, "allOf": [{"$ref": schema["$ref"]}, *parts]}


def _component(profile: Profile, published: PublishedComponent) -> Component:
    """Return what is to be known of an imported component: its kind and its attributes. Its schema says the rest."""
    properties = declared_properties(published.schema)
    required = published.schema.get("required")
    asked = required if isinstance(required, list) else []
    identifier = published.schema.get("$id", published.schema.get("id"))
    attributes = {
        name: Attribute(about=_text(declared, name), required=name in asked) for name, declared in properties.items()
    }
    # Names and versions of other networks may be none of ours; nothing here is decided by them.
    return Component.model_construct(
        component=published.component,
        version=published.version,
        kind=_kind(profile, published.component, attributes),
        about=_text(published.schema, published.published_name),
        published=Published(id=str(identifier or published.file), name=published.published_name),
        attributes=attributes,
    )


def _text(declared: object, name: str) -> str:
    said = declared.get("description") if isinstance(declared, dict) else None
    return said.strip() if isinstance(said, str) and said.strip() else name


def _kind(profile: Profile, name: str, attributes: Iterable[str]) -> Literal["file", "record"]:
    """Return the kind of an imported component, about which a schema says nothing.

    The folder tree and other versions know it; else rows that have the path of a file are about files.
    """
    kinds = {leaf.component: leaf.kind for leaves in profile.trees.values() for leaf in leaves}
    kinds |= {known: one.kind for model in profile.models.values() for known, one in model.components.items()}
    paths = {attribute for attribute, filled in profile.overlay.fills.items() if filled == "path"}
    return kinds.get(name) or ("file" if paths & set(attributes) else "record")


def _own(profile: Profile) -> dict[str, Component]:
    every = (one for model in profile.models.values() for one in model.components.values())
    return {one.component: one for one in every if one.origin == "profile"}


def _listed(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:_SHOWN]) + (f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else "")
