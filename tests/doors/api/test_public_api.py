"""What we serve against what Synapse's public OpenAPI document says, for every operation that both have."""

from typing import Any

import pytest

from tests.contract.deviations import PAGE, Deviation, deviations, listed, told
from tests.contract.public_api import PublicApi, PublicMessage, PublicOperation, public_api
from theatrum.doors.api import urls
from theatrum.doors.api.openapi import document


def test_every_deviation_is_listed_with_its_reason() -> None:
    changes = told(deviations(document(urls.SERVICES), public_api()), listed(PAGE.read_text()))
    assert not changes, (
        "docs/reference/deviations.md is not exact. A row is a line of its tables; WHY is the reason, in a sentence. "
        f"If the deviation is no intention, mend the route or its message instead.\n{changes}"
    )


THING: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "size": {"type": "integer"}},
    "required": ["size"],
}
THEIRS = PublicMessage({"id": None, "name": None, "parts": None})


def compared(ours: dict[str, Any], theirs: PublicOperation, message: PublicMessage = THEIRS) -> set[Deviation]:
    made = {"paths": {"/x/{it}": {"post": ours}}, "components": {"schemas": {"Thing": THING}}}
    return deviations(made, PublicApi({"POST /x/{id}": theirs}, {"a.Thing": message}, []))


def operation(status: int = 200, query: str = "limit") -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}
    return {
        "parameters": [{"in": "query", "name": query}, {"in": "path", "name": "it"}],
        "requestBody": {"content": content},
        "responses": {str(status): {"content": content}, "400": {}},
    }


def test_statuses_and_parameters_are_compared() -> None:
    theirs = PublicOperation([201], ["offset"], "a.Thing", "a.Thing")
    found = {one.what for one in compared(operation(), theirs) if one.place.startswith("POST")}
    assert found == {"answers 200, not 201", "ignores the parameters offset", "adds the parameters limit"}


def test_fields_of_requests_and_answers_are_compared() -> None:
    theirs = PublicOperation([200], ["limit"], "a.Thing", "a.Thing")
    found = {one.what for one in compared(operation(), theirs)}
    assert found == {
        "ignores name, parts",
        "knows also size",
        "requires also size",
        "lacks name, parts",
        "adds size",
    }


def test_bodies_that_one_side_lacks_are_told() -> None:
    bare = {**operation(), "requestBody": {}}
    found = {one.what for one in compared(bare, PublicOperation([200], ["limit"], "a.Thing", None))}
    assert found == {"takes nothing", "answers something"}


@pytest.mark.parametrize("text", ["", "| `POST /x/{it}` | adds size | WHY |"])
def test_what_has_to_be_changed_in_the_page_is_told(text: str) -> None:
    found = compared(operation(), PublicOperation([200], ["limit"], None, None))
    changes = told(found, listed(text)).splitlines()
    assert "add     | `POST /x/{it}` | answers something | WHY |" in changes
    assert ("remove  | `POST /x/{it}` | adds size | WHY |" in changes) is bool(text)
