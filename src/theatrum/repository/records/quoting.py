"""Which values findings on rows may quote: a room above takes out those that may identify a person.

Findings are stored, and shown to many; only the file itself may hold such a value, and it may be locked.
"""

from collections.abc import Callable, Iterable

from theatrum.checks.findings import Group
from theatrum.checks.tables.table import Table
from theatrum.kernel.hooks import Hooks
from theatrum.repository.schemas.names import SchemaId

# Returns the groups of a table, or of a piece of one, without values and names that may identify a person.
Hider = Callable[[SchemaId, Table, Iterable[Group]], list[Group]]

_hiders = Hooks[Hider]()
# Let a room take values out of findings, and let it do so no more.
register, unregister = _hiders.register, _hiders.unregister


def quotable(schema_id: SchemaId, table: Table, groups: Iterable[Group]) -> list[Group]:
    """Return the findings on a table as they may be stored."""
    found = list(groups)
    for hider in _hiders:
        found = hider(schema_id, table, found)
    return found
