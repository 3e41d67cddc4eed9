"""Why a plan cannot be made or followed."""

from theatrum.kernel.errors import DomainError, Kind


class PlanInvalid(DomainError):
    """A plan is no plan, or some of its rows cannot be followed; nothing was done."""

    code = "layout.plan_invalid"
    kind = Kind.INVALID
    template = "{file}: {problem} {fix}"


class LayoutStopped(DomainError):
    """A file could not be put into its place; what is done stays, and the same command goes on from there."""

    code = "layout.stopped"
    kind = Kind.CONFLICT
    template = "{target}: {problem} {fix}"
