"""Asking for jobs on the wire as the client does: start one, then get what it made."""

from collections.abc import Mapping
from typing import Any

from tests.support.wire import Answer, Wire

TABLE = "org.sagebionetworks.repo.model.table."


def run(wire: Wire, path: str, body: Mapping[str, object]) -> Answer:
    """Start a job and return its answer; of one that could not be started, the refusal."""
    started = wire.post(f"/repo/v1/{path}/start", body)
    if started.status != 201:
        return started
    return wire.get(f"/repo/v1/{path}/get/{started.json['token']}")


def query(wire: Wire, sql: str, *, entity: str | None = None, mask: int | None = None, **options: object) -> Answer:
    """Ask for a page of a query, with options of the query."""
    entity = entity or sql.lower().split("from ")[1].split()[0]
    body = {
        "concreteType": TABLE + "QueryBundleRequest",
        "entityId": entity.split(".")[0],
        "query": {"sql": sql, "includeEntityEtag": True, **options},
        **({} if mask is None else {"partMask": mask}),
    }
    return run(wire, f"entity/{entity.split('.')[0]}/table/query/async", body)


def rows_of(answer: Answer) -> list[list[Any]]:
    """Return the values of the rows of a page."""
    assert answer.status == 201, answer.content
    return [row["values"] for row in answer.json["queryResult"]["queryResults"]["rows"]]
