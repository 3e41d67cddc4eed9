"""The concreteType of each message: one message a name in each direction, and no name that Synapse does not have."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.contract.public_api import public_api
from theatrum.doors.api import urls
from theatrum.doors.api.openapi import document
from theatrum.repository.entities.kinds import TRAITS

# Names that synapseclient 4.14.0 reads or sends, and the public document of 0.0.13 does not have.
NEWER = {
    "org.sagebionetworks.repo.model.asynch.AsynchronousJobStatus",
    "org.sagebionetworks.repo.model.curation.CurationTask",
    "org.sagebionetworks.repo.model.curation.ComputeTaskExecutionRequest",
    "org.sagebionetworks.repo.model.curation.execution.GridExecutionDetails",
    "org.sagebionetworks.repo.model.grid.GridQueryJobRequest",
    "org.sagebionetworks.repo.model.grid.ListGridSessionsRequest",
    "org.sagebionetworks.repo.model.grid.ListGridSessionsResponse",
}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return document(urls.SERVICES)


def messages(made: Mapping[str, Any], part: str) -> dict[str, Any]:
    """Return the messages that requests (``requestBody``) or answers (``responses``) may hold."""
    waiting = [operation.get(part) for methods in made["paths"].values() for operation in methods.values()]
    found: dict[str, Any] = {}
    while waiting:
        for name in set(re.findall(r"#/components/schemas/([\w.-]+)", str(waiting.pop()))) - found.keys():
            found[name] = made["components"]["schemas"][name]
            waiting.append(found[name])
    return found


def names_of(schema: Mapping[str, Any]) -> Iterator[str]:
    told = schema.get("properties", {}).get("concreteType", {})
    yield from (name for name in (told.get("const"), told.get("default"), *told.get("enum", ())) if name)


@pytest.mark.parametrize("part", ["requestBody", "responses"])
def test_one_message_has_each_name(made: Mapping[str, Any], part: str) -> None:
    having: defaultdict[str, set[str]] = defaultdict(set)
    for message, schema in messages(made, part).items():
        for name in names_of(schema):
            having[name].add(message)
    assert having
    shared = {name: sorted(found) for name, found in having.items() if len(found) > 1}
    assert not shared, "one concreteType, several messages: make them one, or give each its own"


def test_every_name_is_one_of_synapses(made: Mapping[str, Any]) -> None:
    known = {*public_api().concrete_types, *public_api().messages, *NEWER}
    ours = {name for schema in made["components"]["schemas"].values() for name in names_of(schema)}
    assert not ours - known, "no name of Synapse's; where synapseclient has it, add it to NEWER in this file"


def test_every_kind_of_entity_has_a_name_of_its_own() -> None:
    names = [traits.concrete_type for traits in TRAITS.values()]
    assert len(set(names)) == len(names)
    assert set(names) <= set(public_api().messages)
