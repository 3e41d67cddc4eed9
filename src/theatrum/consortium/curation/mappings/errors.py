"""What is true about a refused request on mappings."""

from theatrum.kernel.errors import DomainError, Kind


class MappingNotFound(DomainError):
    """There is no such mapping for what the grid is about."""

    code = "mappings.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no mapping {id} here: somebody may have taken it away for good."


class MappingIsInvalid(DomainError):
    """A mapping cannot be what it is, with the reason and what to do."""

    code = "mappings.invalid"
    kind = Kind.INVALID
    template = "{reason}"
