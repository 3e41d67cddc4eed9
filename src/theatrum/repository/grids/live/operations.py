"""Operations as they are told to every seat: what each did, who did it, and what the touched rows are worth now."""

from collections.abc import Collection, Mapping
from typing import cast

from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject, JsonValue, compact
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.grids.live.editing import sender_name
from theatrum.repository.grids.live.loading import load_rows
from theatrum.repository.grids.live.told import RowText, Told
from theatrum.repository.grids.log import Log, log_of
from theatrum.repository.grids.models import Operation, Workspace
from theatrum.repository.grids.queries import next_operations

# No more operations are read of the log at a time once they touch so many rows.
MOST_ROWS = 5_000


def tell_since(workspace: Workspace, sequence: int) -> list[Told]:
    """Return the next operations after a sequence number, in order; rows are as they are now."""
    found, count = list[tuple[Operation, Log, set[int]]](), 0
    for operation in next_operations(workspace, sequence):
        if count > MOST_ROWS:
            break
        log = log_of(operation) or Log()
        found.append((operation, log, touched := log.rows))
        count += len(touched)
    rows = load_rows(workspace, sorted(set().union(*(touched for *_, touched in found))))
    names = names_of({one.actor_id for one, *_ in found} | {over[3] for _, log, _ in found for over in log.over})
    return [_tell(*one, rows=rows, names=names) for one in found]


def names_of(ids: Collection[int]) -> dict[int, str]:
    """Return what people are called."""
    return accounts.names(ids)


def person(number: int, names: Mapping[int, str]) -> JsonObject:
    """Return somebody as messages have them."""
    return {"id": number, "name": names.get(number) or f"person {number}"}


def _tell(
    operation: Operation, log: Log, touched: set[int], *, rows: Mapping[int, RowText], names: Mapping[int, str]
) -> Told:
    message: JsonObject = {
        "t": "operation",
        "sequence": operation.sequence,
        "by": person(operation.actor_id, names),
        "seat": operation.replica_id,
        "at": clock.wire_time(operation.at),
        "kind": str(operation.kind),
        "group": operation.group,
        "operation": sender_name(operation.client_id),
        "cells": cast("list[JsonValue]", log.cells),
        "inserted": [[number, above] for number, above, _ in log.placed],
        "deleted": [number for number, _ in log.deleted],
        "over": [
            {"row": row, "slot": slot, "text": text, "by": person(whose, names)} for row, slot, text, whose in log.over
        ],
    }
    return Told(
        sequence=operation.sequence,
        head=compact(message).removesuffix("}"),
        rows={number: rows[number] for number in touched if number in rows},
        touched=touched,
        placed=log.placed,
        deleted={number for number, _ in log.deleted},
        is_spread=log.is_spread,
        has_new_columns=bool(log.columns),
        size=len(log.cells) + len(log.inserted),
        inserted=frozenset(number for number, _, _ in log.placed),
    )
