"""What a column is: its name, its type, and what its cells may hold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """The types of columns, in the wire's words."""

    STRING = "STRING"
    DOUBLE = "DOUBLE"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    FILEHANDLEID = "FILEHANDLEID"
    ENTITYID = "ENTITYID"
    SUBMISSIONID = "SUBMISSIONID"
    EVALUATIONID = "EVALUATIONID"
    LINK = "LINK"
    MEDIUMTEXT = "MEDIUMTEXT"
    LARGETEXT = "LARGETEXT"
    USERID = "USERID"
    STRING_LIST = "STRING_LIST"
    INTEGER_LIST = "INTEGER_LIST"
    BOOLEAN_LIST = "BOOLEAN_LIST"
    DATE_LIST = "DATE_LIST"
    ENTITYID_LIST = "ENTITYID_LIST"
    USERID_LIST = "USERID_LIST"
    JSON = "JSON"

    @property
    def is_list(self) -> bool:
        """Whether a cell holds a list."""
        return self.value.endswith("_LIST")

    @property
    def item(self) -> "ColumnType":
        """The type of one item of a list; the type itself where a cell holds one value."""
        return ColumnType(self.value.removesuffix("_LIST"))

    @property
    def is_text(self) -> bool:
        """Whether a cell holds text that may be empty, which differs from no value."""
        return self in _TEXTS


_TEXTS = {ColumnType.STRING, ColumnType.LINK, ColumnType.MEDIUMTEXT, ColumnType.LARGETEXT}


class FacetType(StrEnum):
    """How a column narrows a query down: by a choice of values, or by a range."""

    ENUMERATION = "enumeration"
    RANGE = "range"


@dataclass(frozen=True)
class JsonSubColumn:
    """A value inside a JSON column that has a facet: where it stands, and its type."""

    name: str
    column_type: ColumnType
    json_path: str
    facet_type: FacetType | None = None


@dataclass(frozen=True)
class Column:
    """A column model as it is stored: never changed, and the same definition has the same id everywhere."""

    id: int
    name: str
    column_type: ColumnType
    maximum_size: int | None = None
    maximum_list_length: int | None = None
    default_value: str | None = None
    facet_type: FacetType | None = None
    enum_values: tuple[str, ...] | None = None
    json_sub_columns: tuple[JsonSubColumn, ...] | None = None

    @property
    def field(self) -> str:
        """How it is called in physical tables and relations."""
        return field_of(self.id)


def field_of(column_id: int) -> str:
    """Return how a column is called in physical tables and relations."""
    return f"c{column_id}"


def ids_of(columns: Sequence[Column]) -> list[str]:
    """Return the ids of columns as they travel."""
    return [str(column.id) for column in columns]
