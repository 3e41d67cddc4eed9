"""Background work on tables. Small requests are run by the thread that starts them, unless that dies."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import TypeAdapter

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import ANONYMOUS, ANONYMOUS_USER, Actor, Scope
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.tables import previews, staging
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.requests import from_json
from theatrum.repository.tables.sql import bundles, downloads, question
from theatrum.repository.tables.sql.readers.reader import SECONDS, SECONDS_OF_LARGE
from theatrum.repository.tables.transacting import transact
from theatrum.repository.tables.views import suggesting
from theatrum.repository.tables.views.scope import ViewScope

QUERY = "tables.query"
NEXT_PAGE = "tables.next_page"
DOWNLOAD = "tables.download"
DOWNLOAD_LARGE = "tables.download_large"
SUGGEST = "tables.suggest_columns"
TRANSACT = "tables.transact"
TRANSACT_LARGE = "tables.transact_large"
PREVIEW = "tables.preview"
CLEAR_STAGED = "tables.clear_staged"

_TRANSACTIONS = (TRANSACT, TRANSACT_LARGE)
_answers = TypeAdapter(bundles.Answer)
_downloads = TypeAdapter(downloads.Download)
_columns = TypeAdapter(list[Column])


@job(TRANSACT)
def run_transaction(*, actor_id: int, request: str, wanted: JsonObject) -> JsonObject:
    """Carry out a transaction; run twice it is carried out once. Returns what came out."""
    return _transact(actor_id, request, wanted)


@job(TRANSACT_LARGE, lane=Lane.LONG)
def run_large_transaction(*, actor_id: int, request: str, wanted: JsonObject) -> JsonObject:
    """Carry out a transaction with so many rows that it may take minutes."""
    return _transact(actor_id, request, wanted)


@job(CLEAR_STAGED, lane=Lane.LONG)
def clear_staged() -> int:
    """Take away the tables that transactions left beside their own when their process died; returns how many."""
    names = staging.left_over(_TRANSACTIONS)
    for name in names:
        staging.clear(name)
    return len(names)


def look_for_staged() -> None:
    """Have left tables cleared away where there are any; one job at a time waits for that."""
    if staging.left_over(_TRANSACTIONS):
        with writing():
            outbox.later(CLEAR_STAGED, key="all")


rounds.register(look_for_staged)


@job(PREVIEW)
def preview_csv(*, actor_id: int, wanted: JsonObject) -> JsonObject:
    """Look at a CSV file and propose columns for it."""
    return previews.preview(actor=actor_of(find_user(actor_id)), wanted=previews.from_json(wanted))


@job(QUERY)
def query(*, actor_id: int, scopes: list[str], asked: JsonObject, parts: int) -> JsonObject:
    """Answer a question in parts."""
    wanted, _ = question.from_json(asked)
    return _answer(bundles.answer(_actor(actor_id, scopes), wanted, bundles.Part(parts)))


@job(NEXT_PAGE)
def next_page(*, actor_id: int, scopes: list[str], token: str) -> JsonObject:
    """Return the page that a token stands for."""
    return _answer(bundles.next_page(_actor(actor_id, scopes), token))


@job(DOWNLOAD)
def download(*, actor_id: int, scopes: list[str], asked: JsonObject) -> JsonObject:
    """Write a whole result into a CSV file of the person who asks."""
    return _download(actor_id, scopes, asked, seconds=SECONDS)


@job(DOWNLOAD_LARGE, lane=Lane.LONG)
def download_large(*, actor_id: int, scopes: list[str], asked: JsonObject) -> JsonObject:
    """Write a whole result of a large table into a CSV file, which may take minutes."""
    return _download(actor_id, scopes, asked, seconds=SECONDS_OF_LARGE)


@job(SUGGEST)
def suggest_columns(
    *, actor_id: int, scopes: list[str], scope_ids: list[int], mask: int, page: str | None, with_derived: bool
) -> JsonObject:
    """Find the columns that a view of a scope could have: one page of them."""
    scope = ViewScope(ids=tuple(scope_ids), mask=mask)
    found = suggesting.suggested_columns(_actor(actor_id, scopes), scope, with_derived=with_derived)
    first = int(page) if page and page.isdecimal() and len(page) < 10 else 0
    shown = found[first : first + suggesting.PAGE]
    following = first + len(shown)
    columns = _columns.dump_python(shown, mode="json")
    return {"columns": columns, "next": str(following) if following < len(found) else None}


def _download(actor_id: int, scopes: Sequence[str], asked: JsonObject, *, seconds: float) -> JsonObject:
    wanted, wish = question.from_json(asked)
    made = downloads.download(_actor(actor_id, scopes), wanted, wish, seconds=seconds)
    found: JsonObject = _downloads.dump_python(made, mode="json")
    return found


def _answer(found: bundles.Answer) -> JsonObject:
    answer: JsonObject = _answers.dump_python(found, mode="json")
    return answer


def _actor(actor_id: int, scopes: Sequence[str]) -> Actor:
    """Return who asked, with no more than their token was good for."""
    if actor_id == ANONYMOUS_USER:
        return ANONYMOUS
    return actor_of(find_user(actor_id), frozenset(Scope(scope) for scope in scopes))


def _transact(actor_id: int, request: str, wanted: JsonObject) -> JsonObject:
    return transact(actor=actor_of(find_user(actor_id)), wanted=from_json(wanted), request=UUID(request))
