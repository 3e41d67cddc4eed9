"""The OpenAPI document says all that is served, and is served itself."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.wire import Wire
from theatrum.doors.api import urls
from theatrum.doors.api.openapi import address, document

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return document(urls.SERVICES)


def operations(made: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_is_served_without_a_token(made: Any) -> None:
    answer = Wire().get("/repo/v1/openapi.json")
    assert answer.status == 200
    assert answer.json == json.loads(json.dumps(made))


def test_every_route_is_in_it_once(made: Any) -> None:
    declared = [
        f"{one.method} {address(service, one)}"
        for service, rooms in urls.SERVICES.items()
        for routes in rooms
        for one in routes.declared
    ]
    assert sorted(declared) == sorted(name for name, _ in operations(made))


def test_every_reference_leads_somewhere(made: Any) -> None:
    text = json.dumps(made)
    components = made["components"]
    for kind, name in set(re.findall(r"#/components/(\w+)/([\w.-]+)", text)):
        assert name in components[kind], name
    assert "x-message" not in text


def test_parameters_of_paths_are_named_in_them(made: Any) -> None:
    for name, operation in operations(made):
        told = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert told == set(re.findall(r"\{(\w+)\}", name)), name


def test_bodies_and_answers_are_those_of_the_handlers(made: Any) -> None:
    posted = made["paths"]["/repo/v1/entity"]["post"]
    entity = {"application/json": {"schema": {"$ref": "#/components/schemas/Entity"}}}
    assert posted["requestBody"]["content"] == entity
    assert posted["responses"]["201"]["content"] == entity
    assert posted["security"] == [{"token": []}]
    assert {"$ref": "#/components/schemas/FileEntity"} in made["components"]["schemas"]["Entity"]["anyOf"]


def test_a_job_that_runs_is_told_apart_from_its_answer(made: Any) -> None:
    answers = made["paths"]["/repo/v1/schema/type/create/async/get/{token}"]["get"]["responses"]
    running = answers["202"]["content"]["application/json"]["schema"]
    assert running == {"$ref": "#/components/schemas/AsynchronousJobStatus"}
    started = made["paths"]["/repo/v1/schema/type/create/async/start"]["post"]
    assert started["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("CreateSchemaRequest")


def test_query_parameters_have_the_names_of_the_wire(made: Any) -> None:
    told = made["paths"]["/repo/v1/entity/{entity_id}"]["put"]["parameters"]
    assert {one["name"] for one in told if one["in"] == "query"} == {"generatedBy", "newVersion"}


def test_no_message_has_two_names_by_accident(made: Any) -> None:
    # pydantic names models of one name by their modules; only taken and answered forms may differ.
    odd = [name for name in made["components"]["schemas"] if "__" in name]
    assert not odd, f"give these models names of their own: {odd}"
