"""A component of the data model described: all that the profile knows of it, in the order people ask."""

from collections.abc import Mapping

from theatrum.checks.catalogue.attributes import Described, attributes_of
from theatrum.checks.catalogue.conditions import conditions_of
from theatrum.checks.catalogue.page import ComponentPage
from theatrum.checks.catalogue.places import folders_of, formats_of, level_of, module_of
from theatrum.checks.catalogue.relations import counts_of, key_of, keys_of, links_of
from theatrum.checks.model.component import compile_component
from theatrum.checks.model.defects import model_defects
from theatrum.checks.model.overlaid import advice
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.profile.profile import Profile
from theatrum.kernel.jsontext import JsonObject


def describe(profile: Profile, component: str, version: str) -> ComponentPage:
    """Return all there is to know of a component; it takes a few milliseconds. Raises ModelUnknown, ComponentUnknown.

    ``version`` is a key of ``profile.models``, so a name under which a model was imported is one too.
    """
    schema = bound_document(profile, component, version)
    model = profile.models[version]
    found = model.components[component]
    published = model.schemas.get(component) or compile_component(found)
    advised = advice(published, profile.overlay, component, found.version) or {}
    conditions = (*conditions_of(schema), *conditions_of(advised, is_advice=True))
    folders, links = folders_of(profile, component), links_of(profile, version)
    properties = _properties(schema)
    return ComponentPage(
        name=component,
        published_name=found.published.name or component,
        version=version,
        number=found.version,
        about=found.about,
        kind=found.kind,
        origin=found.origin,
        module=module_of(folders),
        level=level_of(component, folders),
        folders=folders,
        formats=formats_of(profile.overlay.files, component, found.version),
        tier=profile.overlay.files.tier(component) if found.kind == "file" else None,
        counts=counts_of(profile, component),
        keys=tuple(key for key in keys_of(profile, component) if set(key.columns) <= properties.keys()),
        key=key_of(profile, component),
        links=tuple(link for link in links if link.component == component and link.column in properties),
        referred=tuple(link for link in links if component in link.targets),
        attributes=attributes_of(Described(profile, component, version, schema, advised, conditions)),
        conditions=conditions,
        notes=_notes(published, component) if found.origin == "published" else (),
    )


def _notes(published: JsonObject, component: str) -> tuple[tuple[str, str], ...]:
    return tuple((note.message, note.fix or "") for note in model_defects(published, component, is_whole_told=False))


def _properties(schema: JsonObject) -> Mapping[str, object]:
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}
