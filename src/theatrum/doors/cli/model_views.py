"""The versions of the data model at hand, and the components of one, as text for a terminal."""

from itertools import groupby
from pathlib import Path as Folder

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.page import ComponentPage
from theatrum.checks.model.library import imported_names, with_model
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.look import Look
from theatrum.doors.cli.model_words import counted
from theatrum.kernel.jsontext import JsonObject, JsonValue


def pages_of(profile: Profile, version: str) -> list[ComponentPage]:
    """Return the components of a version, module by module in the order of the folder tree."""
    order = {leaf.component: number for leaves in profile.trees.values() for number, leaf in enumerate(leaves)}
    pages = [describe(profile, name, version) for name in profile.models[version].components]
    return sorted(pages, key=lambda page: (order.get(page.name, len(order)), page.name.casefold()))


def overview(profile: Profile, version: str, models: Folder) -> JsonObject:
    """Return the versions that are at hand, and the components of one. Raises ModelUnknown."""
    whole = with_model(profile, version, models)
    imported = [name for name in imported_names(models, profile.name) if name not in profile.models]
    components: list[JsonValue] = [_facts(page) for page in pages_of(whole, version)]
    return {"packaged": [*profile.models], "imported": [*imported], "model": version, "components": components}


def overview_text(facts: JsonObject, look: Look) -> str:
    """Write an overview as text."""
    components = facts["components"]
    rows = [row for row in components if isinstance(row, dict)] if isinstance(components, list) else []
    width = max((len(str(row["component"])) for row in rows), default=0)
    lines = [f"With the profile: {_names(facts['packaged'])}. Imported: {_names(facts['imported'])}.", ""]
    lines.append(f"Version {facts['model']} has {counted(len(rows), 'component')}.")
    for module, listed in groupby(rows, key=lambda row: row["module"]):
        lines += ["", look.bold(str(module))]
        lines += [line for row in listed for line in _lines(row, width, look)]
    return "\n".join(lines)


def _facts(page: ComponentPage) -> JsonObject:
    return {
        "component": page.name,
        "module": page.module,
        "level": page.level,
        "kind": page.kind,
        "origin": page.origin,
        "folders": [one.path for one in page.folders],
        "access": page.tier,
        "attributes": len(page.attributes),
        "required": sum(one.need == "required" for one in page.attributes),
        "about": page.about,
    }


def _lines(row: JsonObject, width: int, look: Look) -> list[str]:
    own = " (defined by the profile)" if row["origin"] == "profile" else ""
    counts = f"{counted(int(str(row['attributes'])), 'attribute')}, {row['required']} required"
    head = f"  {row['component']:<{width}}  {row['kind']:<6}  {counts}"
    return [head, *look.wrapped(f"{row['about']}{own}", "      ", "      ")]


def _names(names: JsonValue) -> str:
    return ", ".join(str(name) for name in names) if isinstance(names, list) and names else "none"
