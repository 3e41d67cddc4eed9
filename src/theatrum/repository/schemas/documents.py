"""Schema documents as values: their references, and the self-contained form that judges. Pure.

A ``$ref`` either points into its own document (``#/definitions/x``) or names a registered schema. What
is named is put, with all that it names in turn, under the ``definitions`` of the document.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from theatrum.checks.model.walk import children
from theatrum.kernel import jsontext
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.schemas.errors import ReferenceInvalid, SchemaIdInvalid, SchemaIsInvalid
from theatrum.repository.schemas.names import SchemaId, parse_schema_id

_DEFINITIONS = "definitions"
# The compiler takes no more.
DEEPEST = 255
_TOO_DEEP = f"The schema is nested too deeply: {DEEPEST} levels are the most."


@dataclass(frozen=True)
class Written:
    """A document as it is stored: its text without ``$id``, and the hash of its content."""

    sha256: str
    text: str


def write(document: Mapping[str, object]) -> Written:
    """Write a document down. The hash does not depend on the order of keys; the text keeps it.

    Raises SchemaIsInvalid for what is nested without end.
    """
    content = {key: value for key, value in document.items() if key != "$id"}
    try:
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
        return Written(sha256=jsontext.sha256(content), text=text)
    except RecursionError as error:
        raise SchemaIsInvalid(reason=_TOO_DEEP) from error


def references(document: JsonObject) -> list[SchemaId]:
    """Return the registered schemas that a document names, each once.

    Raises ReferenceInvalid for a reference that can lead nowhere.
    """
    found: dict[str, SchemaId] = {}
    for part, is_moved in _parts(document):
        reference = part.get("$ref")
        if not isinstance(reference, str):
            continue
        if is_moved:
            reason = "it stands inside a part with an $id of its own. Take that inner $id out."
            raise ReferenceInvalid(ref=reference[:300], reason=reason)
        if not _is_local(reference):
            target = _target(reference)
            found.setdefault(str(target).lower(), target)
    return list(found.values())


@dataclass(frozen=True)
class Named:
    """A registered schema to put inside another; its name there is the id as people write it."""

    id: SchemaId
    document: JsonObject


def inline(root: JsonObject, named: Mapping[str, Named]) -> JsonObject:
    """Return the document with all that it needs inside. ``named`` is keyed by ids in lower case.

    Every document is changed in place: hand over copies. Raises SchemaIsInvalid where a definition of
    the document has the name of a schema that it refers to.
    """
    definitions = root.setdefault(_DEFINITIONS, {})
    if not isinstance(definitions, dict):
        raise SchemaIsInvalid(reason="'definitions' must be an object that maps names to schemas.")
    _redirect(root, named, prefix="#")
    for one in named.values():
        name = str(one.id)
        if name in definitions:
            reason = f"'definitions' has an entry {name!r}, the name of a schema that is referred to. Rename it."
            raise SchemaIsInvalid(reason=reason)
        _redirect(one.document, named, prefix=f"#/{_DEFINITIONS}/{name}")
        definitions[name] = {key: value for key, value in one.document.items() if key not in {"$id", "$schema"}}
    return root


def _redirect(document: JsonObject, named: Mapping[str, Named], *, prefix: str) -> None:
    for part, _ in list(_parts(document)):
        reference = part.get("$ref")
        if not isinstance(reference, str):
            continue
        if _is_local(reference):
            part["$ref"] = prefix + reference[1:]
        else:
            part["$ref"] = f"#/{_DEFINITIONS}/{named[str(_target(reference)).lower()].id}"


def _is_local(reference: str) -> bool:
    if reference.startswith("#") and reference[1:2] not in {"", "/"}:
        reason = "only JSON pointers are followed inside a document, such as #/definitions/name."
        raise ReferenceInvalid(ref=reference[:300], reason=reason)
    return reference.startswith("#")


def _target(reference: str) -> SchemaId:
    try:
        return parse_schema_id(reference)
    except SchemaIdInvalid as error:
        reason = (
            "it must point into this document (#/definitions/name) or name a schema registered here"
            " (organization-name-1.0.0). Nothing is fetched from elsewhere."
        )
        raise ReferenceInvalid(ref=reference[:300], reason=reason) from error


def _parts(document: JsonObject, *, is_moved: bool = False, levels: int = DEEPEST) -> Iterator[tuple[JsonObject, bool]]:
    """Yield every schema in a document, and whether an inner $id gives its references another base."""
    if not levels:
        raise SchemaIsInvalid(reason=_TOO_DEEP)
    yield document, is_moved
    for child in children(document):
        inner = is_moved or isinstance(child.get("$id"), str)
        yield from _parts(child, is_moved=inner, levels=levels - 1)
