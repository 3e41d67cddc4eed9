"""Asking for jobs, running them, and what is kept of how they ended."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution, outbox, queries, registry, retrying, running
from theatrum.drivers.jobs.errors import JobIsNotFailed, JobNotFound
from theatrum.drivers.jobs.models import Job, State
from theatrum.kernel.errors import InvalidRequest

pytestmark = pytest.mark.django_db(transaction=True)

_calls: list[str] = []


@registry.job("tests.note")
def note(*, text: str) -> dict[str, str]:
    _calls.append(text)
    return {"noted": text}


@registry.job("tests.refuse")
def refuse() -> None:
    _calls.append("refuse")
    raise InvalidRequest(reason="The table has no column 'X'.")


@registry.job("tests.defect")
def defect() -> None:
    _calls.append("defect")
    raise KeyError("secret place")


@registry.job("tests.flaky", attempts=3)
def flaky(*, good_at: int) -> int:
    _calls.append("flaky")
    if len(_calls) < good_at:
        raise OperationalError("server closed the connection")
    return len(_calls)


@registry.job("tests.progress")
def report() -> None:
    running.progress(1, 10, "first")
    running.progress(2, 10, "too soon to be written")
    running.progress(10, 10, "last")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    _calls.clear()
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.0)


def wanted(name: str, *, key: str | None = None, **arguments: object) -> str:
    with writing():
        return outbox.later(name, key=key, owner_id=None, wait=None, **arguments)


def test_job_outside_a_transaction_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="outside writing"):
        outbox.later("tests.note", text="x")


def test_unknown_job_is_a_defect_of_the_caller() -> None:
    with pytest.raises(LookupError, match="no job is registered as 'tests.unknown'"), writing():
        outbox.later("tests.unknown")
    assert Job.objects.count() == 0


def test_rolled_back_transaction_wants_nothing() -> None:
    def write_and_fail() -> None:
        with writing():
            outbox.later("tests.note", text="x")
            outbox.now("tests.note", text="x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert Job.objects.count() == 0
    assert _calls == []


def test_job_waits_runs_and_keeps_its_result() -> None:
    job_id = wanted("tests.note", text="x")
    assert queries.status(job_id).state is State.QUEUED
    execution.run(job_id)
    status = queries.status(job_id)
    assert (status.state, status.result, status.is_finished) == (State.DONE, {"noted": "x"}, True)
    execution.run(job_id)
    assert _calls == ["x"]


def test_job_that_runs_now_has_ended_when_the_transaction_is_over() -> None:
    with writing():
        job_id = outbox.now("tests.note", text="x", owner_id=7)
        assert _calls == []
    status = queries.status(job_id)
    assert (status.state, status.owner_id) == (State.DONE, 7)


def test_waiting_job_of_the_same_key_is_taken_instead_of_a_second() -> None:
    first = wanted("tests.note", key="syn1", text="old")
    assert wanted("tests.note", key="syn1", text="new") == first
    assert wanted("tests.note", key="syn2", text="other") != first
    execution.run(first)
    assert _calls == ["new"]


def test_job_that_may_wait_begins_at_once_as_soon_as_one_may_not() -> None:
    with writing():
        first = outbox.later("tests.note", key="syn1", wait=timedelta(hours=1), text="a")
    begins = Job.objects.get(id=first).not_before
    with writing():
        assert outbox.later("tests.note", key="syn1", wait=timedelta(hours=2), text="b") == first
    assert Job.objects.get(id=first).not_before == begins
    assert wanted("tests.note", key="syn1", text="c") == first
    assert Job.objects.get(id=first).not_before is None


def test_job_that_has_begun_does_not_stand_for_a_later_wish() -> None:
    first = wanted("tests.note", key="syn1", text="old")
    execution.run(first)
    assert wanted("tests.note", key="syn1", text="new") != first


def test_many_wishes_at_once_are_one_job() -> None:
    found: list[str] = []

    def want() -> None:
        found.append(wanted("tests.note", key="syn1", text="x"))
        connection.close()

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == Job.objects.count() == 1


def test_wrong_input_fails_once_with_its_code() -> None:
    job_id = wanted("tests.refuse")
    execution.run(job_id)
    status = queries.status(job_id)
    assert (status.state, status.error_code) == (State.FAILED, "request.invalid")
    assert status.error == "The table has no column 'X'."
    assert _calls == ["refuse"]
    assert Job.objects.get(id=job_id).trace == ""


def test_defect_fails_once_and_keeps_its_trace_for_administrators() -> None:
    job_id = wanted("tests.defect")
    execution.run(job_id)
    status = queries.status(job_id)
    assert (status.state, status.error_code) == (State.FAILED, "jobs.internal_error")
    assert _calls == ["defect"]
    assert "in defect" in queries.failed_jobs().get().trace


def test_transient_error_is_tried_again() -> None:
    job_id = wanted("tests.flaky", good_at=3)
    execution.run(job_id)
    assert queries.status(job_id).result == 3


def test_transient_error_that_stays_fails_the_job() -> None:
    job_id = wanted("tests.flaky", good_at=99)
    execution.run(job_id)
    assert queries.status(job_id).state is State.FAILED
    assert len(_calls) == 3


def test_progress_is_shown_but_not_every_step_of_it_written() -> None:
    job_id = wanted("tests.progress")
    execution.run(job_id)
    status = queries.status(job_id)
    assert (status.progress_current, status.progress_total, status.message) == (10, 10, "last")


def test_job_that_never_ends_is_given_up() -> None:
    job_id = wanted("tests.note", text="x")
    Job.objects.filter(id=job_id).update(state=State.RUNNING, starts=execution.MOST_STARTS)
    execution.run(job_id)
    status = queries.status(job_id)
    assert (status.state, status.error_code) == (State.FAILED, "jobs.given_up")
    assert _calls == []


def test_failed_job_can_be_run_again_and_others_not() -> None:
    job_id = wanted("tests.refuse")
    with pytest.raises(JobIsNotFailed), writing():
        outbox.again(job_id)
    execution.run(job_id)
    with writing():
        second = outbox.again(job_id)
    assert queries.status(second).state is State.QUEUED
    with pytest.raises(JobNotFound):
        queries.status(job_id)


@pytest.mark.parametrize("job_id", ["", "x", "17", "00000000-0000-0000-0000-000000000000"])
def test_unknown_id_is_not_found(job_id: str) -> None:
    with pytest.raises(JobNotFound):
        queries.status(job_id)


def test_two_functions_cannot_be_the_same_job() -> None:
    with pytest.raises(ValueError, match="two functions"):
        registry.job("tests.note")(lambda: None)


def test_step_outside_a_job_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="outside a job"):
        running.step("x", note, text="x")
