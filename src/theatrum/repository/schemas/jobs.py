"""Background work on schemas. What a request starts is run by its own thread, unless that dies.

Documents are handed over as text: JSON columns do not keep the order of keys, and people read in it.
"""

import json
from uuid import UUID

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.registry import job
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.schemas.actions.refreshing import refresh_referrers
from theatrum.repository.schemas.actions.registration import (
    REFRESH,
    find_requested,
    register_schema,
    rehearse_registration,
)
from theatrum.repository.schemas.names import parse_schema_id
from theatrum.repository.schemas.preparing import prepare_schema
from theatrum.repository.schemas.queries import get_version

REGISTER = "schemas.register"
REHEARSE = "schemas.rehearse"
EXPAND = "schemas.expand"


@job(REGISTER)
def register(*, actor_id: int, request: str, document: str) -> dict[str, object]:
    """Register a schema; run twice it registers once. Returns the version's number."""
    done = find_requested(UUID(request))
    if done is None:
        actor = actor_of(find_user(actor_id))
        prepared = prepare_schema(actor=actor, schema=json.loads(document))
        with writing():
            done = register_schema(actor=actor, prepared=prepared, request=UUID(request))
    return {"version_number": done.id}


@job(REHEARSE)
def rehearse(*, actor_id: int, document: str) -> dict[str, object]:
    """See whether a schema could be registered, storing nothing. Returns the id and what would judge."""
    actor = actor_of(find_user(actor_id))
    prepared = prepare_schema(actor=actor, schema=json.loads(document))
    info = rehearse_registration(actor=actor, prepared=prepared)
    return {
        "id": str(info.id),
        "organization_number": info.organization_id,
        "schema_number": info.schema_number,
        "sha256": info.sha256,
        "validation": prepared.validation.text,
    }


@job(EXPAND)
def expand(*, schema_id: str) -> dict[str, object]:
    """See that a schema exists; its self-contained form was made when it was registered. Returns its id."""
    parsed = parse_schema_id(schema_id)
    get_version(parsed)
    return {"id": str(parsed)}


@job(REFRESH)
def refresh(*, schema_number: int) -> int:
    """Put the newest version of a schema into those that follow it; returns how many changed."""
    return refresh_referrers(schema_number)
