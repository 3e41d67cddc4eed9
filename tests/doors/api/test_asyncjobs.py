"""The pairs of start and get: bare results, 202 while unfinished, 400 for failures, and only for who started."""

import threading
from typing import Any

import pytest
from django.urls import include, path
from pytest_django import Settings

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in
from theatrum.doors.api import asyncjobs
from theatrum.doors.api.app import service
from theatrum.doors.api.asyncjobs import Order, add_pair
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.wire.message import Wire as Model
from theatrum.drivers.jobs import execution, outbox, registry
from theatrum.drivers.jobs.models import Job, State
from theatrum.kernel.errors import InvalidRequest

pytestmark = pytest.mark.django_db


class Sum(Model):
    """Two numbers to add."""

    first: int
    second: int


@registry.job("test.add")
def add(*, first: int, second: int) -> dict[str, object]:
    if first < 0:
        raise InvalidRequest(reason="No negative numbers.")
    if second == 0:
        raise ZeroDivisionError
    return {"sum": first + second} if first != second else {"jobState": "PROCESSING"}


def _start(request: ApiRequest, body: Sum) -> Order:
    return Order("test.add", {"first": body.first, "second": body.second})


def _start_slow(request: ApiRequest, body: Sum) -> Order:
    return Order("test.add", {"first": body.first, "second": body.second}, is_quick=False)


routes = Routes(tag="test")
add_pair(routes, "sum/async", _start)
add_pair(routes, "open/async", _start, is_public=True)
add_pair(routes, "slow/async", _start_slow, status=200)
urlpatterns = [path("repo/v1/", include(service("test", [routes])))]


@pytest.fixture(autouse=True)
def mounted(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def wire() -> Wire:
    return sign_in(make_person("ana"))


def start(wire: Wire, kind: str = "sum", first: int = 1, second: int = 2) -> str:
    answer = wire.post(f"/repo/v1/{kind}/async/start", {"first": first, "second": second})
    assert answer.status == 201, answer.content
    started: dict[str, Any] = answer.json
    assert set(started) == {"token"}
    return f"/repo/v1/{kind}/async/get/{started['token']}"


def test_quick_job_is_done_at_the_first_question(wire: Wire) -> None:
    answer = wire.get(start(wire))
    assert (answer.status, answer.json) == (201, {"sum": 3})


def test_unfinished_job_is_202_with_its_state(wire: Wire) -> None:
    answer = wire.get(start(wire, "slow"))
    assert answer.status == 202
    assert (answer.json["jobState"], answer.json["progressCurrent"]) == ("PROCESSING", 0)
    assert answer.json["concreteType"] == "org.sagebionetworks.repo.model.asynch.AsynchronousJobStatus"


def test_slow_job_is_answered_once_a_worker_ran_it(wire: Wire) -> None:
    address = start(wire, "slow")
    execution.run(str(Job.objects.get().pk))
    assert (wire.get(address).status, wire.get(address).json) == (200, {"sum": 3})


def test_failed_job_is_400_with_its_reason(wire: Wire) -> None:
    answer = wire.get(start(wire, first=-1))
    assert (answer.status, answer.reason, answer.json["code"]) == (400, "No negative numbers.", "request.invalid")


def test_job_that_broke_is_400_and_tells_no_secrets(wire: Wire) -> None:
    answer = wire.get(start(wire, second=0))
    assert answer.status == 400
    assert "Zero" not in answer.reason


def test_result_that_looks_unfinished_is_a_defect(wire: Wire) -> None:
    assert wire.get(start(wire, first=2)).status == 500


def test_body_that_makes_no_sense_starts_nothing(wire: Wire) -> None:
    assert wire.post("/repo/v1/sum/async/start", {"first": "x"}).status == 400
    assert not Job.objects.exists()


def test_job_of_somebody_else_is_403_and_an_unknown_one_404(wire: Wire) -> None:
    address = start(wire)
    assert sign_in(make_person("bob")).get(address).status == 403
    assert Wire().get(address).status == 403
    assert wire.get("/repo/v1/sum/async/get/x").status == 404
    assert wire.get("/repo/v1/sum/async/get/00000000-0000-0000-0000-000000000000").status == 404


def test_job_of_another_address_is_404(wire: Wire) -> None:
    token = start(wire).rpartition("/")[2]
    assert wire.get(f"/repo/v1/slow/async/get/{token}").status == 404
    assert wire.get(f"/repo/v1/sum/async/get/{token.partition('.')[0]}").status == 404


def test_job_of_nobody_belongs_to_nobody(wire: Wire) -> None:
    from theatrum.drivers.db.transactions import writing  # app ready

    with writing():
        token = outbox.later("test.add", first=1, second=2)
    assert wire.get(f"/repo/v1/sum/async/get/{token}").status == 403


def test_start_without_sign_in_is_403() -> None:
    assert Wire().post("/repo/v1/sum/async/start", {"first": 1, "second": 2}).status == 403


def test_so_many_jobs_of_anybody_hold_a_thread_and_the_rest_is_left_to_workers(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncjobs, "_of_anybody", threading.BoundedSemaphore(1))
    for _ in range(3):  # each gives its place back
        assert Wire().get(start(Wire(), "open")).json == {"sum": 3}
    monkeypatch.setattr(asyncjobs, "_of_anybody", threading.BoundedSemaphore(0))
    monkeypatch.setattr(asyncjobs, "_PATIENCE", 0.0)
    address = start(Wire(), "open")
    assert Wire().get(address).status == 202
    assert wire.get(start(wire, "open")).json == {"sum": 3}
    execution.run(str(Job.objects.get(state=State.QUEUED).pk))
    assert Wire().get(address).json == {"sum": 3}
