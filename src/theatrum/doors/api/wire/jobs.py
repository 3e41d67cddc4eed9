"""Background jobs on the wire: a token for one that started, and how it is doing."""

from theatrum.doors.api.wire.message import MODEL, Wire, WireTime


class AsyncJobId(Wire):
    """What to ask for the result with."""

    token: str


class AsynchronousJobStatus(Wire):
    """How an unfinished job is doing. Clients know by ``jobState`` that it is not a result."""

    concrete_type: str = MODEL + "asynch.AsynchronousJobStatus"
    job_state: str
    job_id: str
    job_canceling: bool = False
    started_by_user_id: str
    started_on: WireTime
    changed_on: WireTime
    progress_message: str
    progress_current: int
    progress_total: int
