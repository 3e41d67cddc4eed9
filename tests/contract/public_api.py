"""The facts of Synapse's public OpenAPI document that ours is held against: names only, no texts.

Source: the document in the npm package @sage-bionetworks/synapse-client, version 0.0.13, Apache-2.0. To renew
public-api.json from a newer one: ``.venv/bin/python -m tests.contract.public_api openapispecification.json``.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

STORED = Path(__file__).with_name("public-api.json")
SOURCE = "the OpenAPI document of npm @sage-bionetworks/synapse-client 0.0.13, Apache-2.0"
# Families that a consortium's server will not serve; the rest of the document stands in our file, served or not.
_ELSEWHERE = re.compile(
    r"/repo/v1/(evaluation|form/|agent/|admin|challenge|doi|thread|forum|reply|subscription|webhook|realm|portal"
    r"|access_requirement|accessRequirement/([a-z]+$|\{\w+\}/)|accessApproval|dataAccess|researchProject|verificationSubmission|REST|cloudMail"
    r"|storageReport|statistics|suggestion|search|entity/\{id\}/evaluation|entity/dockerRepo|entity/\{id\}/dockerTag"
    r"|certifiedUserTest|notification|favorite|log|principal|account|email)"
    r"|/auth/v1/(oauth2|2fa|\.well-known|login2|user/)|/ga4gh/|/docker|/file/v1/download/"
)
_PREFIX = "#/components/schemas/"


@dataclass(frozen=True)
class PublicOperation:
    """One operation: the status of success, its query parameters, the messages that it takes and answers."""

    status: list[int]
    query: list[str] = field(default_factory=list)
    request: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class PublicMessage:
    """One message: its fields, each with the message in it if there is one; which must be there; its kinds."""

    fields: dict[str, str | None]
    required: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PublicApi:
    """Operations by method and path, messages by full name, and every concrete type there is."""

    operations: dict[str, PublicOperation]
    messages: dict[str, PublicMessage]
    concrete_types: list[str]


@cache
def public_api() -> PublicApi:
    """Read the stored facts."""
    stored = json.loads(STORED.read_text())
    return PublicApi(
        {name: PublicOperation(**facts) for name, facts in stored["operations"].items()},
        {name: PublicMessage(**{**facts, "fields": _read_fields(facts)}) for name, facts in stored["messages"].items()},
        stored["concrete_types"],
    )


def extract(document: Mapping[str, Any]) -> PublicApi:
    """Take the facts out of a public document."""
    schemas = document["components"]["schemas"]
    operations = {
        f"{method.upper()} {path}": _operation(facts)
        for path, methods in document["paths"].items()
        if not _ELSEWHERE.match(path)
        for method, facts in methods.items()
    }
    messages: dict[str, PublicMessage] = {}
    waiting = [name for one in operations.values() for name in (one.request, one.response) if name]
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in messages:
            messages[name] = _message(schemas[name])
            waiting.extend(_names_in(messages[name]))
    named = [name for name, schema in schemas.items() if "concreteType" in schema.get("properties", {})]
    return PublicApi(operations, dict(sorted(messages.items())), sorted(named))


def _operation(facts: Mapping[str, Any]) -> PublicOperation:
    contents = [_json(answer) for answer in facts["responses"].values()]
    return PublicOperation(
        [int(status) for status in facts["responses"]],
        [one["name"] for one in facts.get("parameters", ()) if one["in"] == "query"],
        _json(facts.get("requestBody", {})),
        next((name for name in contents if name), None),
    )


def _json(part: Mapping[str, Any]) -> str | None:
    return _message_in(part.get("content", {}).get("application/json", {}).get("schema", {}))


def _message(schema: Mapping[str, Any]) -> PublicMessage:
    return PublicMessage(
        {name: _message_in(inner) for name, inner in schema.get("properties", {}).items()},
        schema.get("required", []),
        [one["$ref"].removeprefix(_PREFIX) for one in schema.get("oneOf", ())],
    )


def _message_in(schema: Mapping[str, Any]) -> str | None:
    """Return the name of the message that a schema refers to, by itself, in a list or in a map."""
    for inner in (schema, schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict) and "$ref" in inner:
            return str(inner["$ref"]).removeprefix(_PREFIX)
    return None


def _names_in(message: PublicMessage) -> Iterator[str]:
    yield from (name for name in message.fields.values() if name)
    yield from message.kinds


def _written(api: PublicApi) -> str:
    parts = [f' "source": {json.dumps(SOURCE)},']
    for part in ("operations", "messages"):
        lines = [f"  {json.dumps(name)}: {_line(facts)}" for name, facts in sorted(getattr(api, part).items())]
        parts.append(f' "{part}": {{\n' + ",\n".join(lines) + "\n },")
    names = ",\n".join(f"  {json.dumps(name)}" for name in api.concrete_types)
    return "{\n" + "\n".join(parts) + f'\n "concrete_types": [\n{names}\n ]\n}}\n'


def _line(facts: PublicOperation | PublicMessage) -> str:
    told = {name: value for name, value in asdict(facts).items() if value}
    if isinstance(facts, PublicMessage):
        told["fields"] = " ".join(f"{name}={inner}" if inner else name for name, inner in facts.fields.items())
    return json.dumps(told)


def _read_fields(facts: Mapping[str, Any]) -> dict[str, str | None]:
    pairs = (one.partition("=") for one in facts["fields"].split())
    return {name: inner or None for name, _, inner in pairs}


if __name__ == "__main__":
    STORED.write_text(_written(extract(json.loads(Path(sys.argv[1]).read_text()))))
    print(f"{STORED}: {len(public_api().operations)} operations, {len(public_api().messages)} messages")
