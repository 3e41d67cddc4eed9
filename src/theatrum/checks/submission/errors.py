"""What can be wrong with the question itself."""

from theatrum.kernel.errors import DomainError, Kind


class UnknownComponent(DomainError):
    """A component that the profile does not have."""

    code = "submission.unknown_component"
    kind = Kind.INVALID
    template = "There is no component called '{name}'. Use one of: {known}."


class PathUnusable(DomainError):
    """A path that was given cannot be checked."""

    code = "submission.path_unusable"
    kind = Kind.INVALID
    template = "{path}: {problem} {fix}"
