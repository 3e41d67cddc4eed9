"""What these pages refuse."""

from theatrum.kernel.errors import DomainError, Kind


class AttributeUnknown(DomainError):
    """The component has no such attribute."""

    code = "model.attribute_unknown"
    kind = Kind.NOT_FOUND
    template = "{component} {version} has no attribute {attribute!r}. Its page lists all that it has."
