"""Which names a query may say: the columns of its one relation, ROW_ID, ROW_VERSION, ROW_ETAG and ROW_BENEFACTOR."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from rapidfuzz import process

from theatrum.kernel.ids import entity_id
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql.engines.engine import Engine
from theatrum.repository.tables.sql.errors import SqlIsInvalid, UnknownColumn
from theatrum.repository.tables.sql.values import Value, sort_of

# Below it a name is no misspelling of another.
_LIKENESS = 70


@dataclass
class Scope:
    """What a query can see, and what its translation gathers on the way."""

    engine: Engine
    relation: Relation
    actor_id: int
    now: datetime
    # Other names of the relation in this query, in small letters.
    names: frozenset[str] = frozenset()
    # The lists that are unnested, by their field: the alias that each is joined under.
    unnested: dict[str, str] = field(default_factory=dict)

    def anew(self) -> "Scope":
        """Return a scope for another query of the same relation."""
        return replace(self, unnested={})

    def column(self, name: str, *, table: str = "") -> Value:
        """Return the column of a name. Raises UnknownColumn, SqlIsInvalid."""
        if table and table.lower() not in self.names:
            raise SqlIsInvalid(reason=f"{table} is not in the FROM clause: this query reads {self._public_id} only.")
        found = self.find(name)
        if found is not None:
            return _value(f"r.{found.field}", found.column_type, found.id)
        if (hidden := self._hidden(name)) is not None:
            return hidden
        raise UnknownColumn(name=name, id=self._public_id, hint=self._hint(name))

    def find(self, name: str) -> Column | None:
        """Return the column of a name, as it is written or in other letters."""
        exact = [column for column in self.relation.columns if column.name == name]
        alike = [column for column in self.relation.columns if column.name.lower() == name.lower()]
        return next(iter(exact or alike), None)

    def unnest(self, column: Column) -> str:
        """Join the items of a list, and return the alias under which they are."""
        return self.unnested.setdefault(column.field, f"u{column.id}")

    def _hidden(self, name: str) -> Value | None:
        match name.upper():
            case "ROW_ID" | "ROW_VERSION":
                return _value(f"r.{name.lower()}", ColumnType.INTEGER)
            case "ROW_ETAG" if self.relation.has_etag:
                return _value("r.row_etag", ColumnType.STRING)
            case "ROW_BENEFACTOR" if self.relation.has_etag:
                return _value("r.benefactor", ColumnType.INTEGER)
        return None

    def _hint(self, name: str) -> str:
        names = [column.name for column in self.relation.columns]
        near = process.extractOne(name.lower(), [one.lower() for one in names], score_cutoff=_LIKENESS)
        return f" Did you mean {names[near[2]]}?" if near else ""

    @property
    def _public_id(self) -> str:
        return entity_id(self.relation.node_id)


def _value(sql: str, column_type: ColumnType, column_id: int | None = None) -> Value:
    return Value(sql, sort_of(column_type), column_type, bare=frozenset({sql}), column_id=column_id)
