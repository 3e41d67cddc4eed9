"""schemathesis asks every operation of the OpenAPI document: no answer is a failure of ours, or not listed there.

THEATRUM_TEST_EXAMPLES sets how often each operation is asked, rightly and wrongly (2 if nothing is said; hundreds
find more). What is asked is the same in every run.
"""

import contextlib
import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests.structures import CaseInsensitiveDict
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import CheckContext
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.scene import Scene, make_scene
from theatrum.doors.api import urls
from theatrum.doors.api.errors import REPEATED

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("THEATRUM_TEST_EXAMPLES", "2"))
ADDRESS = "/repo/v1/openapi.json"
TAGS = sorted({one.tag for rooms in urls.SERVICES.values() for routes in rooms for one in routes.declared})
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
OFTEN: st.SearchStrategy[bool] = st.sampled_from([True, True, True, False])
Start = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer through Django as its test client does: in this thread and its open transaction."""
    response = ClientHandler(enforce_csrf_checks=False)(environ)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.getvalue()]


def is_no_failure(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Clients repeat a 5xx for twenty minutes; and a refusal with certain words in it."""
    assert response.status_code < 500 or response.status_code == 501, response.text
    assert response.status_code < 400 or not REPEATED.search(response.json()["reason"])


CHECKS = [is_no_failure, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("tag", TAGS)
def test_every_operation_answers_as_documented(tag: str, subtests: pytest.Subtests) -> None:
    document = schemathesis.openapi.from_wsgi(ADDRESS, application)
    scene = make_scene()
    for found in document.include(tag=tag).get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a document in which one is wrong fails here
        for mode in MODES if operation.body or operation.query else MODES[:1]:
            # A wrong form of what is any text or any object does not exist.
            with subtests.test(f"{operation.label} {mode.value}"), contextlib.suppress(Unsatisfiable):
                _ask(operation, mode, scene)


def _ask(operation: Any, mode: GenerationMode, scene: Scene) -> None:
    @given(operation.as_strategy(generation_mode=mode), st.data())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink] if EXAMPLES > 20 else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Case[Any], data: st.DataObject) -> None:
        _name_what_exists(case, scene, data)
        undo = transaction.savepoint()
        try:
            case.headers = CaseInsensitiveDict({"Authorization": f"Bearer {scene.wire.token}"})
            answered = case.call()
        finally:
            transaction.savepoint_rollback(undo)
        case.validate_response(answered, checks=CHECKS)

    asked()


def _name_what_exists(case: Case[Any], scene: Scene, data: st.DataObject) -> None:
    """Put ids of the scene in the place of some random ones: else every answer were that nothing is there."""
    for named in (case.path_parameters, case.query):
        for name in named:
            if known := scene.named(name):
                named[name] = str(data.draw(st.sampled_from(known))) if data.draw(OFTEN) else named[name]
    if isinstance(case.body, dict):
        _fill(case.body, scene, data)
        etag = scene.etags.get(str(case.path_parameters.get("entity_id")))
        if etag and data.draw(OFTEN):
            case.body["etag"] = etag


def _fill(body: dict[str, Any], scene: Scene, data: st.DataObject) -> None:
    for name, value in body.items():
        if isinstance(value, dict):
            _fill(value, scene, data)
        elif known := scene.named(name):
            drawn = data.draw(st.sampled_from(known))
            fitting = [drawn] if isinstance(value, list) else drawn
            body[name] = fitting if data.draw(OFTEN) else value
