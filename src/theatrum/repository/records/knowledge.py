"""What a room above knows of a schema beyond its text: how its values are called, what is only recommended."""

from collections.abc import Callable, Sequence

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.report.context import Context
from theatrum.checks.report.faults import Wording
from theatrum.kernel.hooks import Hooks
from theatrum.repository.schemas.names import SchemaId

# Returns the wordings of a schema, its own first, or None for a schema that is unknown there.
Knowledge = Callable[[SchemaId, CompiledSchema], Sequence[Wording] | None]

_known = Hooks[Knowledge]()


def register(knowledge: Knowledge) -> None:
    """Let a room say what it knows of schemas; the first that knows one is listened to."""
    _known.register(knowledge)


def wordings_of(schema_id: SchemaId, schema: CompiledSchema) -> Sequence[Wording]:
    """Return how what a schema has against rows is told: the first wording judges, the others only advise."""
    for knowledge in _known:
        if (found := knowledge(schema_id, schema)) is not None:
            return found
    return [Wording(plan_for(schema), Context(schema_id.name))]
