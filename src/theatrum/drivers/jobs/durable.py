"""The workflow engine (DBOS), behind the few verbs that the worker needs. Nothing else imports it.

It keeps, in a database of its own (a file in WAL beside ours, or its own schema on PostgreSQL), which
jobs were begun and what each finished step returned. Only its MIT core is used.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID

from theatrum.drivers import installation
from theatrum.drivers.jobs import execution, running
from theatrum.kernel.errors import DomainError

FILE_NAME = "jobs.sqlite3"
SCHEMA = "theatrum_jobs"
# Fixed: the engine recovers jobs of its own version only, and ours must survive an upgrade.
VERSION = "1"
_UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]
_FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_BATCH = 500

Body = Callable[[str, running.Keep], None]


class JsonSerializer(Serializer):
    """Keeps step results as JSON: readable, and nothing in the database can run code when it is read."""

    def serialize(self, data: Any) -> str:
        """Turn a value into text; an exception, which has no JSON form, into its description."""
        return json.dumps(data, default=repr)

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805  # the interface names it so
        """Read a value back."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """Name the form, which the engine keeps with each value."""
        return "theatrum_json"


_launched: list["Engine"] = []


def forget(job_ids: Collection[str]) -> None:
    """Delete what the engine of this process has noted of jobs that have ended; without an engine nothing was noted."""
    if _launched and job_ids:
        DBOS.delete_workflows(list(job_ids))


class Engine:
    """The engine of one worker process."""

    def __init__(self, *, executor_id: str, body: Body) -> None:
        def job(job_id: str) -> None:
            body(job_id, _keep)

        DBOS(config=_configuration(executor_id))
        self._workflow = DBOS.workflow(name="job", max_recovery_attempts=10 * execution.MOST_STARTS)(job)

    def launch(self) -> None:
        """Start, and take up again what this executor had begun before it stopped or was killed."""
        DBOS.launch()
        _launched.append(self)

    def start(self, job_id: str) -> None:
        """Begin a job in a thread of its own; one that was begun before is not begun again."""
        with SetWorkflowID(job_id):
            DBOS.start_workflow(self._workflow, job_id)

    def known(self, job_ids: Collection[str]) -> set[str]:
        """Tell which jobs were ever begun and not yet cleared away."""
        found: set[str] = set()
        remaining = list(job_ids)
        while remaining:
            batch, remaining = remaining[:_BATCH], remaining[_BATCH:]
            found |= self._ids(workflow_ids=batch)
        return found

    def ended(self, job_ids: Collection[str]) -> set[str]:
        """Tell which of these jobs the engine will not run any more."""
        return self._ids(workflow_ids=list(job_ids), status=_FINISHED) if job_ids else set()

    def adopt(self, executor_id: str) -> int:
        """Take over the unfinished jobs of an executor that is gone; returns how many."""
        orphans = self._ids(executor_id=executor_id, status=["PENDING"])
        for job_id in orphans:
            DBOS.resume_workflow(job_id)
        return len(orphans)

    def forget_finished(self, *, older_than: timedelta) -> int:
        """Delete the engine's notes on jobs that ended long ago; returns how many, at most a batch."""
        before = (datetime.now(UTC) - older_than).isoformat()
        finished = self._ids(status=_FINISHED, completed_before=before, limit=_BATCH)
        if finished:
            DBOS.delete_workflows(list(finished))
        return len(finished)

    def close(self) -> None:
        """Stop the engine's threads and give back its connections; what runs stays unfinished."""
        _launched.clear()
        DBOS.destroy()

    @staticmethod
    def _ids(**conditions: Any) -> set[str]:
        found = DBOS.list_workflows(**conditions, load_input=False, load_output=False)
        return {workflow.workflow_id for workflow in found}


def _keep(name: str, function: Callable[[], object]) -> object:
    caught: list[Exception] = []

    def guarded() -> dict[str, object]:
        try:
            return {"result": _as_json(function())}
        except Exception as error:  # noqa: BLE001  # kept, and raised again below
            caught.append(error)
            code = error.code if isinstance(error, DomainError) else ""
            return {"code": code, "error": f"{type(error).__name__}: {error}" if not code else str(error)}

    # The engine would store an exception as one that cannot be read back; a failed step is a value to it.
    kept = DBOS.run_step({"name": name}, guarded)
    if caught:
        raise caught[0]
    if "error" in kept:
        raise running.StepFailed(code=str(kept["code"]), message=str(kept["error"]))
    return kept["result"]


def _as_json(value: object) -> object:
    # The first run sees what a later one would: lists for tuples, text for keys.
    return json.loads(json.dumps(value))


def _configuration(executor_id: str) -> DBOSConfig:
    settings = installation.settings()
    url = settings.database_url
    if not url:
        path = settings.data / FILE_NAME
        prepare_file(str(path))
        url = f"sqlite:///{path}"
    return {
        "name": "theatrum",
        "system_database_url": url,
        "dbos_system_schema": SCHEMA,
        "application_version": VERSION,
        "executor_id": executor_id,
        "serializer": JsonSerializer(),
        "use_listen_notify": False,
        "log_level": "WARNING",
        "enable_otlp": False,
        "sys_db_pool_size": 8,
    }


def prepare_file(path: str, *, pause: Callable[[], None] = lambda: time.sleep(0.05)) -> None:
    """Let the engine's file have a write-ahead log, which stays with it; its own would be a slower journal.

    ``pause``: called while another worker that starts in this moment does the same, 600 times at most. SQLite waits for
    nobody there, however long it is told to. Raises sqlite3.OperationalError.
    """
    for _ in range(600):
        if _has_log(path):
            return
        pause()
    raise sqlite3.OperationalError(f"{path} stays locked by another program")


def _has_log(path: str) -> bool:
    """Tell whether the file has a write-ahead log by now; not while somebody else holds it."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return False
            raise
    return True
