"""Background work on tables. Small requests are run by the thread that starts them, unless that dies."""

from uuid import UUID

from theatrum.drivers.jobs.registry import Lane, job
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.tables import previews
from theatrum.repository.tables.requests import from_json
from theatrum.repository.tables.transacting import transact

TRANSACT = "tables.transact"
TRANSACT_LARGE = "tables.transact_large"
PREVIEW = "tables.preview"


@job(TRANSACT)
def run_transaction(*, actor_id: int, request: str, wanted: JsonObject) -> JsonObject:
    """Carry out a transaction; run twice it is carried out once. Returns what came out."""
    return _transact(actor_id, request, wanted)


@job(TRANSACT_LARGE, lane=Lane.LONG)
def run_large_transaction(*, actor_id: int, request: str, wanted: JsonObject) -> JsonObject:
    """Carry out a transaction with so many rows that it may take minutes."""
    return _transact(actor_id, request, wanted)


@job(PREVIEW)
def preview_csv(*, actor_id: int, wanted: JsonObject) -> JsonObject:
    """Look at a CSV file and propose columns for it."""
    return previews.preview(actor=actor_of(find_user(actor_id)), wanted=previews.from_json(wanted))


def _transact(actor_id: int, request: str, wanted: JsonObject) -> JsonObject:
    return transact(actor=actor_of(find_user(actor_id)), wanted=from_json(wanted), request=UUID(request))
