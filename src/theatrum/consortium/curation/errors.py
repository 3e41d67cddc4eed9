"""What is true about a refused request on curation tasks."""

from theatrum.kernel.errors import DomainError, Kind


class TaskNotFound(DomainError):
    """There is no such task."""

    code = "curation.task_not_found"
    kind = Kind.NOT_FOUND
    template = "Task not found: {id}"


class TaskIsInvalid(DomainError):
    """A field of the task cannot be what it is, with the reason and what to do."""

    code = "curation.task_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class TaskIsStale(DomainError):
    """Somebody else changed the task, or its status, since it was read."""

    code = "curation.task_stale"
    kind = Kind.STALE
    template = "Object: {what} was updated since you last fetched it, retrieve it again and reapply the update"


class StepNotPossible(DomainError):
    """What is wanted of a task does not fit where it is."""

    code = "curation.step_not_possible"
    kind = Kind.CONFLICT
    template = "The task is {state}, and so cannot be {what}. Somebody may have been quicker: load the page again."


class NotYourReview(DomainError):
    """Only who may change a project says whether what was curated will do."""

    code = "curation.not_your_review"
    kind = Kind.FORBIDDEN
    template = "Task {id} is reviewed by people who may change its project: the liaison, and the coordinating center."


class ReleaseNotPlanned(DomainError):
    """Tasks are made for a release that is open at the center."""

    code = "curation.release_not_planned"
    kind = Kind.CONFLICT
    template = "Release {number} is not open at this center: open it first (theatrum release open {number})."


class DataTypeIsTaken(DomainError):
    """Another task of the project is about the same kind of data."""

    code = "curation.data_type_taken"
    kind = Kind.CONFLICT
    template = "{project} has a task for the data type {name!r} already: change that one, or name another data type."


class NotYourTask(DomainError):
    """Only who works on a task, or may change its project, says how far it is."""

    code = "curation.not_your_task"
    kind = Kind.FORBIDDEN
    template = "You must have UPDATE access on the project or be an assignee of task {id}."
