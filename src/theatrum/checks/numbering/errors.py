"""Why an identifier cannot be given."""

from theatrum.kernel.errors import DomainError, Kind


class BlockInvalid(DomainError):
    """A file of blocks of numbers cannot be read, or its blocks overlap."""

    code = "numbering.block_invalid"
    kind = Kind.INVALID
    template = "{file}: {problem} {fix}"


class NumbersExhausted(DomainError):
    """There is no free number left in a block, or none that an identifier has room for."""

    code = "numbering.exhausted"
    kind = Kind.LIMIT
    template = "{problem} {fix}"


class NumberingInvalid(DomainError):
    """Identifiers are asked for that there cannot be."""

    code = "numbering.invalid"
    kind = Kind.INVALID
    template = "{problem} {fix}"


class CrosswalkInvalid(DomainError):
    """A crosswalk is not what this program writes, or contradicts itself."""

    code = "numbering.crosswalk_invalid"
    kind = Kind.INVALID
    template = "{file}: {problem} {fix}"


class AssignmentRefused(DomainError):
    """Rows of a table cannot be given identifiers."""

    code = "numbering.assignment_refused"
    kind = Kind.INVALID
    template = "{problem} {fix}"
