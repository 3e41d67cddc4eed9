"""What cannot be pre-filled."""

from typing import ClassVar

from theatrum.kernel.errors import DomainError, Kind


class IdentifierUnplaced(DomainError):
    """A line that a template should be pre-filled with is no identifier that the component has a column for."""

    code: ClassVar[str] = "templates.identifier_unplaced"
    kind: ClassVar[Kind] = Kind.INVALID
    template: ClassVar[str] = "line {line}: {text!r} cannot be pre-filled in {component}. {fix}"
