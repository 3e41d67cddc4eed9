"""The data model as text for a terminal."""

from collections.abc import Mapping
from pathlib import Path as Folder

from theatrum.checks.model.defects import defects_of
from theatrum.checks.model.imported import declared_properties
from theatrum.checks.model.library import imported_names, with_model
from theatrum.checks.model.overlaid import overlay_rule
from theatrum.checks.model.schemas import bound_schema
from theatrum.checks.model.violations import Path
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.conditions import node_at, reason
from theatrum.kernel.jsontext import JsonObject, JsonValue

_SHOWN_VALUES = 8


def overview(profile: Profile, version: str, models: Folder) -> JsonObject:
    """Return the versions that are at hand, and the components of one. Raises ModelUnknown."""
    whole = with_model(profile, version, models)
    chosen = whole.models[version]
    imported = [name for name in imported_names(models, profile.name) if name not in profile.models]
    components: list[JsonValue] = [
        {
            "component": name,
            "kind": one.kind,
            "origin": one.origin,
            "attributes": len(one.attributes),
            "about": one.about,
        }
        for name, one in sorted(chosen.components.items(), key=lambda item: item[0].casefold())
    ]
    return {"packaged": [*profile.models], "imported": [*imported], "model": version, "components": components}


def overview_text(facts: JsonObject) -> str:
    """Write an overview as text."""
    components = facts["components"]
    rows = [row for row in components if isinstance(row, dict)] if isinstance(components, list) else []
    width = max((len(str(row["component"])) for row in rows), default=0)
    lines = [f"With the profile: {_names(facts['packaged'])}. Imported: {_names(facts['imported'])}.", ""]
    lines.append(f"Version {facts['model']} has {len(rows)} components:")
    for row in rows:
        own = " (defined by the profile)" if row["origin"] == "profile" else ""
        lines.append(
            f"  {row['component']:<{width}}  {row['kind']:<6}  {row['attributes']:>3} attributes  {row['about']}{own}"
        )
    return "\n".join(lines)


def schema_of(profile: Profile, component: str, version: str) -> JsonObject:
    """Return the schema that rows of a component are held against. Raises ModelUnknown, ComponentUnknown."""
    return bound_schema(profile, component, version).schema


def component_text(profile: Profile, component: str, version: str) -> str:
    """Write a component with its attributes as text. Raises ModelUnknown, ComponentUnknown."""
    schema = schema_of(profile, component, version)
    shape = profile.models[version].components[component]
    required = schema.get("required")
    asked = required if isinstance(required, list) else []
    lines = [f"{component} {shape.version} ({shape.kind})", shape.about, ""]
    for name, declared in declared_properties(schema).items():
        facts = declared if isinstance(declared, dict) else {}
        rule = overlay_rule(facts)
        marks = ["required"] if name in asked else []
        marks += [f"overlay {rule[1] or rule[0]}"] if rule else []
        lines.append(f"{name}: {_constraint(facts)}" + (f" [{', '.join(marks)}]" if marks else ""))
        lines.append(f"    {facts.get('description', '')}".rstrip())
    lines += _conditions(schema)
    notes = defects_of(profile, component, version)
    if notes:
        lines += ["", "Notes on the published model:", *(f"- {note.message} {note.fix}" for note in notes)]
    return "\n".join(lines)


def _conditions(schema: JsonObject) -> list[str]:
    """Say what is asked of some rows only."""
    combined = schema.get("allOf")
    size = len(combined) if isinstance(combined, list) else 0
    places: list[Path] = [("then",), *(("allOf", index, "then") for index in range(size))]
    lines = []
    for place in places:
        required = node_at(schema, place).get("required")
        why = reason(schema, place).removeprefix(", because ")
        if isinstance(required, list) and why:
            when = why.replace("of what", "depending on what", 1) if why.startswith("of what") else f"if {why}"
            lines.append(f"- {', '.join(map(str, required))}: {when}")
    return ["", "Also required:", *lines] if lines else []


def _constraint(declared: Mapping[str, JsonValue]) -> str:
    kind, items = declared.get("type"), declared.get("items")
    if isinstance(items, dict):
        return f"list of {_constraint(items)}"
    parts = [str(kind)] if isinstance(kind, str) else []
    values = declared.get("enum")
    if isinstance(values, list):
        more = f" and {len(values) - _SHOWN_VALUES:,} more" if len(values) > _SHOWN_VALUES else ""
        parts.append("one of " + ", ".join(str(value) for value in values[:_SHOWN_VALUES]) + more)
    parts += [
        f"{word} {declared[key]}" for key, word in (("minimum", "at least"), ("maximum", "at most")) if key in declared
    ]
    if isinstance(declared.get("pattern"), str):
        parts.append("of a pattern")
    return ", ".join(parts) or "anything"


def _names(names: JsonValue) -> str:
    return ", ".join(str(name) for name in names) if isinstance(names, list) and names else "none"
