"""Organizations and schemas for tests, made by the real actions."""

import os
from pathlib import Path

import pytest

from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.schemas.actions.organizations import create_organization
from theatrum.repository.schemas.actions.registration import register_schema
from theatrum.repository.schemas.models import Organization, SchemaVersion
from theatrum.repository.schemas.preparing import prepare_schema

PEOPLE: JsonObject = {
    "type": "object",
    "properties": {"age": {"type": "integer", "minimum": 0}, "name": {"type": "string"}},
    "required": ["age"],
}


def make_organization(actor: Actor, name: str = "my.organization") -> Organization:
    """Make an organization."""
    with writing():
        return create_organization(actor=actor, name=name)


def register(actor: Actor, schema_id: str, schema: JsonObject = PEOPLE) -> SchemaVersion:
    """Register a schema under an id, as a door does."""
    prepared = prepare_schema(actor=actor, schema={**schema, "$id": schema_id})
    with writing():
        return register_schema(actor=actor, prepared=prepared)


def model_files() -> list[Path]:
    """Return the published HTAN2 schemas; where they are not at hand, the test is skipped."""
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("THEATRUM_SHARED", beside)) / "data" / "htan2-model"
    found = sorted(folder.glob("*/*.json"))
    if not found:
        pytest.skip(f"no published data model in {folder}; name its place in THEATRUM_SHARED")
    return found
