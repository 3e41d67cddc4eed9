"""What is true about a refused query. The first text is that of Synapse's own parser, as far as scripts know it."""

from theatrum.kernel.errors import DomainError, Kind


class SqlIsInvalid(DomainError):
    """The text is not a query of the dialect, or asks for what cannot be answered."""

    code = "tables.sql_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class UnknownColumn(DomainError):
    """A query names a column that the table or view does not have."""

    code = "tables.unknown_column"
    kind = Kind.INVALID
    template = "Unknown column {name}: {id} has no column of this name.{hint}"


class QueryTooLong(DomainError):
    """A query was stopped, because it took longer than a query may."""

    code = "tables.query_too_long"
    kind = Kind.LIMIT
    template = (
        "The query was stopped after {seconds} seconds, the most that one may take."
        " Narrow it down by WHERE, or ask for fewer columns."
    )


class QueryFailed(DomainError):
    """The database could not compute what the query asks for, such as a sum beyond 64 bits."""

    code = "tables.query_failed"
    kind = Kind.INVALID
    template = "The query cannot be computed: {reason}"


class ViewIsInvalid(DomainError):
    """The scope, the type mask or a column of a view cannot be what it is."""

    code = "tables.view_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class SchemaIsEmpty(DomainError):
    """A table or view without columns is asked."""

    code = "tables.schema_empty"
    kind = Kind.INVALID
    template = "Schema for {id} is empty."
