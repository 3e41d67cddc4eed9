"""Reading what the form for several files sent: what changes for all, what for each. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from theatrum.doors.web.pages.entities.annotate import posted
from theatrum.doors.web.pages.entities.annotate.batch import Batch
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts, tidy

EACH = "e."
CLEAR = "clear."
KEEP = "keep"


@dataclass(frozen=True)
class Before:
    """What the form had begun with: each file's etag, the values they shared (None: they differed), values apart."""

    etags: Mapping[str, str]
    shared: Mapping[str, Texts | None]
    apart: Mapping[str, Texts]


@dataclass(frozen=True)
class Sent:
    """What stands in the fields, and what of it is a change."""

    shared: dict[str, Texts]
    apart: dict[str, Texts]
    shared_changes: dict[str, Texts]
    apart_changes: dict[str, Texts]
    kept: frozenset[str]

    def changes_for(self, public_id: str) -> dict[str, Texts]:
        """Return what one file gets: what changes for all, then what changes for it alone, but what is to stay."""
        own = {
            key.removesuffix(f".{public_id}"): values
            for key, values in self.apart_changes.items()
            if key.endswith(f".{public_id}")
        }
        both = {**self.shared_changes, **own}
        return {name: values for name, values in both.items() if f"{name}.{public_id}" not in self.kept}


def begin(batch: Batch) -> Before:
    """Return what a fresh form begins with."""
    apart = {
        f"{one.name}.{node.public_id}": batch.stored[node.id].get(one.name, ())
        for one in batch.apart()
        for node in batch.nodes
    }
    return Before(
        etags={node.public_id: node.etag for node in batch.nodes},
        shared={name: batch.shared(name) for name in batch.names()},
        apart=apart,
    )


def write(before: Before) -> str:
    """Write it for the hidden field that brings it back."""
    return json.dumps({"etags": before.etags, "shared": before.shared, "apart": before.apart})


def read(text: str, batch: Batch) -> Before:
    """Read it again; what cannot be read is as if the form had begun with what is there now, and is stale."""
    try:
        content = json.loads(text)
        etags, shared, apart = (dict(content[key]) for key in ("etags", "shared", "apart"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Before({}, {name: batch.shared(name) for name in batch.names()}, {})
    return Before(
        etags={str(key): str(value) for key, value in etags.items()},
        shared={str(key): _texts(value) for key, value in shared.items()},
        apart={str(key): _texts(value) or () for key, value in apart.items()},
    )


def sent(data: QueryDict, batch: Batch, before: Before) -> Sent:
    """Return what the form sent, seen from what it had begun with."""
    shared = {name: _shared(data, name, batch) for name in _named(data, posted.PREFIX)}
    apart = {key: tidy(data.getlist(f"{EACH}{key}"), is_list=False) for key in _named(data, EACH)}
    cleared: dict[str, Texts] = dict.fromkeys(_named(data, CLEAR), ())
    changes = {name: values for name, values in shared.items() if _is_change(values, before.shared.get(name, ()))}
    return Sent(
        shared=shared,
        apart=apart,
        shared_changes=changes | cleared | posted.added(data),
        apart_changes={key: values for key, values in apart.items() if values != before.apart.get(key, ())},
        kept=frozenset(data.getlist(KEEP)),
    )


def _shared(data: QueryDict, name: str, batch: Batch) -> Texts:
    attribute = batch.attributes.get(name)
    several = max((len(values.get(name, ())) for values in batch.stored.values()), default=0) > 1
    return tidy(data.getlist(f"{posted.PREFIX}{name}"), is_list=attribute.is_list if attribute else several)


def _is_change(values: Texts, began: Texts | None) -> bool:
    """An empty field changes nothing where the files differed."""
    return bool(values) if began is None else values != began


def _named(data: QueryDict, prefix: str) -> list[str]:
    return [key.removeprefix(prefix) for key in data if key.startswith(prefix)]


def _texts(value: object) -> Texts | None:
    return tuple(map(str, value)) if isinstance(value, list) else None
