"""A version of the data model as its network published it: a folder of JSON Schemas, one file a component.

The schemas are kept as they are. Their ``$id`` is no key: publications have given the same one to several
components. A file says which component it is by its name, ``PREFIX.Component-v1.2.3-schema.json``, or by an
``$id`` as registries have it, ``Organization-Component-1.2.3``.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.errors import ModelUnreadable, SchemaUnusable
from theatrum.kernel.jsontext import JsonObject, JsonValue

MOST_BYTES = 64 * 1024**2
_FILE = re.compile(r"(?:[^.]+\.)?(?P<name>[A-Za-z][A-Za-z0-9_]*)-v?(?P<version>\d+\.\d+\.\d+)(?:-schema)?\.json")
_REGISTERED = re.compile(r"(?:.*/)?[A-Za-z][A-Za-z0-9.]*-(?P<name>[A-Za-z][A-Za-z0-9_.]*)-v?(?P<version>\d+\.\d+\.\d+)")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SCHEMA_KEYWORDS = frozenset({"$ref", "$schema", "allOf", "anyOf", "oneOf", "properties", "required", "type"})


@dataclass(frozen=True, slots=True)
class PublishedComponent:
    """One published schema: the component's name here, the name it has there, its version and its file."""

    component: str
    published_name: str
    version: str
    file: str
    schema: JsonObject


def read_published(folder: Path, version: str | None = None) -> list[PublishedComponent]:
    """Read a folder of published JSON Schemas, in order of name; every one of them compiles.

    Without ``version`` all files must be of one. With it, those that say another one are left out, and those that
    say none are of it. Raises ModelUnreadable, which names the file and what to do.
    """
    if not folder.is_dir():
        raise ModelUnreadable(file=folder, reason="this is no folder.", fix="Name the folder that holds the schemas.")
    files = sorted(folder.glob("*.json"))
    if not files:
        inner = next((path.parent for path in sorted(folder.rglob("*.json"))), None)
        fix = f"Did you mean {inner}?" if inner else "Name the folder that holds the schemas."
        raise ModelUnreadable(file=folder, reason="there is no file *.json in it.", fix=fix)
    found = [_read(path, version) for path in files]
    kept = [one for one in found if version is None or one.version == version]
    if not kept:
        said = ", ".join(sorted({one.version for one in found}))
        raise ModelUnreadable(file=folder, reason=f"nothing here is of version {version}.", fix=f"There is {said}.")
    _check_together(folder, kept)
    return kept


def component_name(published: str) -> str:
    """Return a published name in letters and digits alone, as registries have it: ``L3_4`` becomes ``L3and4``."""
    return re.sub(r"[^A-Za-z0-9]", "", re.sub(r"(?<=\d)_(?=\d)", "and", published))


def declared_properties(schema: Mapping[str, JsonValue]) -> JsonObject:
    """Return the properties that a schema declares at its root."""
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


def _read(path: Path, version: str | None) -> PublishedComponent:
    schema = _json(path)
    if not isinstance(schema, dict) or _SCHEMA_KEYWORDS.isdisjoint(schema):
        raise ModelUnreadable(file=path, reason="this is JSON, and no JSON Schema.", fix="Take it out of the folder.")
    name, said = _called(path, schema)
    if said is None and version is None:
        fix = "Give --version, or call the file NAME-v1.2.3-schema.json."
        raise ModelUnreadable(file=path, reason="neither its name nor its $id says which version it is.", fix=fix)
    try:
        compile_schema(schema)
    except SchemaUnusable as error:
        raise ModelUnreadable(file=path, reason=str(error), fix="Ask its publisher for a corrected one.") from error
    return PublishedComponent(component_name(name), name, said or str(version), path.name, schema)


def _called(path: Path, schema: JsonObject) -> tuple[str, str | None]:
    identifier = schema.get("$id", schema.get("id"))
    registered = _REGISTERED.fullmatch(identifier) if isinstance(identifier, str) else None
    match = _FILE.fullmatch(path.name) or registered
    if match:
        return match["name"].rpartition(".")[2], match["version"]
    stem = path.stem.removesuffix("-schema").rpartition(".")[2]
    if not _NAME.fullmatch(stem):
        fix = "Call it NAME-v1.2.3-schema.json, with a name of letters and digits."
        raise ModelUnreadable(file=path, reason="neither its name nor its $id says which component it is.", fix=fix)
    return stem, None


def _json(path: Path) -> JsonValue:
    if path.stat().st_size > MOST_BYTES:
        reason = f"it has more than {MOST_BYTES // 1024**2} MiB."
        raise ModelUnreadable(file=path, reason=reason, fix="Take it out of the folder.")
    try:
        parsed: JsonValue = json.loads(path.read_bytes(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        fix = "Get it again, or take it out of the folder."
        raise ModelUnreadable(file=path, reason=f"it is no JSON ({error}).", fix=fix) from error
    return parsed


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _check_together(folder: Path, found: Sequence[PublishedComponent]) -> None:
    versions = sorted({one.version for one in found})
    if len(versions) > 1:
        reason = f"its files are of several versions: {', '.join(versions)}."
        raise ModelUnreadable(file=folder, reason=reason, fix="Give --version to take those of one.")
    by_name: dict[str, PublishedComponent] = {}
    for one in found:
        other = by_name.setdefault(one.component.casefold(), one)
        if other is not one:
            reason = f"{other.file} and {one.file} are both {one.component}."
            raise ModelUnreadable(file=folder, reason=reason, fix="Take one of them out.")


def file_name(component: PublishedComponent) -> str:
    """Return the name under which a published schema is kept, which says all that its reader asks."""
    return f"{component.published_name}-v{component.version}-schema.json"
