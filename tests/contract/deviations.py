"""Where our OpenAPI document differs from Synapse's public one: names of fields and parameters, and statuses.

``.venv/bin/python -m tests.contract.deviations`` prints the rows that docs/reference/deviations.md lacks, to be
added there with a reason, and those that are no longer true.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.public_api import PublicApi, PublicMessage, PublicOperation, public_api

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "deviations.md"
_ROW = re.compile(r"^\| `(?P<place>[^`]+)` \| (?P<what>[^|]+?) \| (?P<reason>[^|]*?) \|$", re.MULTILINE)
# What the server says of a thing itself, whatever a request says: nobody misses it there.
_SAID_BY_THE_SERVER = {"concreteType", "id", "etag", "createdBy", "createdOn", "modifiedBy", "modifiedOn"}
_SERVED_AS_JSON_SCHEMA = "org.sagebionetworks.repo.model.schema.JsonSchema"


@dataclass(frozen=True, order=True)
class Deviation:
    """One difference: an operation or message, and what is different in it."""

    place: str
    what: str

    @property
    def row(self) -> str:
        """The row of the page, without its reason."""
        return f"| `{self.place}` | {self.what} | WHY |"


def listed(text: str) -> dict[Deviation, str]:
    """Read the rows of the page, each with its reason."""
    return {Deviation(found["place"], found["what"]): found["reason"] for found in _ROW.finditer(text)}


def deviations(document: Mapping[str, Any], public: PublicApi) -> set[Deviation]:
    """Return every difference, for the operations that both have; and which operations only we have."""
    comparison = _Comparison(document, public)
    theirs = {_shape(name): facts for name, facts in public.operations.items()}
    found: set[Deviation] = set()
    for name, ours in _operations(document):
        facts = theirs.get(_shape(name))
        found |= comparison.operation(name, ours, facts) if facts else {Deviation(name, "is not in the document")}
    return found | comparison.in_messages


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, ours in methods.items():
            yield f"{method.upper()} {path}", ours


def _shape(name: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", name)


class _Comparison:
    """Walks both documents side by side."""

    def __init__(self, document: Mapping[str, Any], public: PublicApi) -> None:
        self._components: Mapping[str, Any] = document["components"]["schemas"]
        self._public = public
        self._seen: set[tuple[str, str, bool]] = set()
        self.in_messages: set[Deviation] = set()

    def operation(self, name: str, ours: Mapping[str, Any], theirs: PublicOperation) -> set[Deviation]:
        """Return the differences of one operation, and note those of its messages."""
        statuses = {int(status) for status in ours["responses"] if int(status) < 400}
        query = {one["name"] for one in ours["parameters"] if one["in"] == "query"}
        told = [
            _names("ignores the parameters", set(theirs.query) - query),
            _names("adds the parameters", query - set(theirs.query)),
        ]
        if statuses - {202} != set(theirs.status) - {202}:
            told.append(f"answers {_numbers(statuses - {202})}, not {_numbers(set(theirs.status))}")
        told.append(self._message(name, "takes", _content(ours.get("requestBody", {})), theirs.request))
        answers = [_content(ours["responses"][str(status)]) for status in sorted(statuses - {202})]
        told.append(self._message(name, "answers", next(filter(None, answers), None), theirs.response))
        return {Deviation(name, what) for what in told if what}

    def _message(self, name: str, verb: str, ours: Mapping[str, Any] | None, theirs: str | None) -> str:
        if bool(ours) != (theirs is not None):
            return f"{verb} nothing" if theirs else f"{verb} something"
        if ours and theirs:
            self._walk(ours, theirs, takes=verb == "takes", of=name)
        return ""

    def _walk(self, ours: Mapping[str, Any], theirs: str, *, takes: bool, of: str) -> None:
        if theirs not in self._public.messages or theirs == _SERVED_AS_JSON_SCHEMA:
            return
        found = [(title, schema, self._kind(schema, theirs)) for title, schema in self._alternatives(ours)]
        # An answer may be several things elsewhere, and here only some of them.
        kinds = [one for one in found if one[2] != theirs] or found
        for title, schema, match in kinds:
            if "properties" not in schema:
                self.in_messages.add(Deviation(of, f"has any object for {_short(theirs)}"))
            elif (title, match, takes) not in self._seen:
                self._seen.add((title, match, takes))
                self._fields(title, schema, match, takes=takes)

    def _fields(self, title: str, schema: Mapping[str, Any], theirs: str, *, takes: bool) -> None:
        ours, fields = schema["properties"], self._public_fields(theirs)
        place = f"{title} as {_short(theirs)}"
        extra = set(schema.get("required", ())) - set(self._public.messages[theirs].required) if takes else set()
        missing = fields.keys() - ours.keys() - (_SAID_BY_THE_SERVER if takes else set())
        told = (
            _names("ignores" if takes else "lacks", missing),
            _names("knows also" if takes else "adds", ours.keys() - fields.keys()),
            _names("requires also", extra),
        )
        self.in_messages |= {Deviation(place, what) for what in told if what}
        for name in sorted(ours.keys() & fields.keys()):
            if inner := fields[name]:
                self._walk(ours[name], inner, takes=takes, of=place)

    def _public_fields(self, name: str) -> dict[str, str | None]:
        message: PublicMessage = self._public.messages[name]
        found: dict[str, str | None] = {}
        for kind in message.kinds:
            found |= self._public_fields(kind)
        return found | message.fields

    def _kind(self, schema: Mapping[str, Any], theirs: str) -> str:
        """Return which of the kinds of a public message ours is, by its concrete type."""
        told = schema.get("properties", {}).get("concreteType", {})
        name = str(told.get("const", told.get("default", "")))
        return name if name in self._all_kinds(theirs) else theirs

    def _all_kinds(self, name: str) -> set[str]:
        kinds = set(self._public.messages[name].kinds)
        return kinds.union(*(self._all_kinds(kind) for kind in kinds))

    def _alternatives(self, schema: Mapping[str, Any], title: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the objects that a schema may be, each with the name of its message: in lists and maps too."""
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            yield from self._alternatives(self._components[name], re.sub(r"-(Input|Output)$", "", name))
        elif choices := schema.get("anyOf", schema.get("oneOf", schema.get("allOf"))):
            for choice in choices:
                yield from self._alternatives(choice, title)
        elif "items" in schema:
            yield from self._alternatives(schema["items"], title)
        elif "properties" not in schema and isinstance(values := schema.get("additionalProperties"), dict):
            yield from self._alternatives(values, title)
        elif schema.get("type", "object") == "object":
            yield title or str(schema.get("title", "")), schema


def _content(part: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = part.get("content", {}).get("application/json", {}).get("schema")
    return found if isinstance(found, dict) else None


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _names(verb: str, names: Iterable[str]) -> str:
    shown = ", ".join(sorted(names))
    return f"{verb} {shown}" if shown else ""


def _numbers(numbers: Iterable[int]) -> str:
    return " or ".join(str(number) for number in sorted(numbers))


def told(found: set[Deviation], known: Mapping[Deviation, str]) -> str:
    """Say what has to be changed in the page; nothing if it is exact."""
    lines = [f"add     {one.row}" for one in sorted(found - known.keys())]
    lines += [f"remove  {one.row}" for one in sorted(known.keys() - found)]
    lines += [f"explain {one.row}" for one in sorted(known) if known[one] in {"", "WHY"} and one in found]
    return "\n".join(lines)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "theatrum.wiring.django_settings")
    import django  # app ready

    django.setup()
    from theatrum.doors.api import urls  # app ready
    from theatrum.doors.api.openapi import document  # app ready

    rows = listed(PAGE.read_text()) if PAGE.exists() else {}
    print(told(deviations(document(urls.SERVICES), public_api()), rows) or "docs/reference/deviations.md is exact")
