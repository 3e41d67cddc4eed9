"""The verdict as the Synapse server words it: message, list of messages, and tree of exceptions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Violation
from theatrum.checks.report.everit_keywords import HANDLERS
from theatrum.checks.report.everit_tree import Failure, tree
from theatrum.checks.report.java import pointer
from theatrum.kernel.jsontext import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class EveritReport:
    """The three fields of ValidationResults that an invalid object has, under their wire names in ``wire``."""

    message: str
    all_messages: tuple[str, ...]
    exception: JsonObject

    def wire(self) -> JsonObject:
        """Return the fields under the names of the REST API."""
        return {
            "validationErrorMessage": self.message,
            "allValidationMessages": list(self.all_messages),
            "validationException": self.exception,
        }


def report(
    schema: CompiledSchema,
    violations: Sequence[Violation],
    instance: JsonValue,
    *,
    empty_columns: Collection[str] = (),
) -> EveritReport | None:
    """Word the violations of ``instance`` as everit does; None where there are none.

    ``empty_columns`` names the columns of a table whose cell is empty in this row: the server reads such
    a cell as null and words a missing required value as one of the wrong type. The verdict is the same.
    """
    if empty_columns and isinstance(instance, dict):
        violations, instance = _with_nulls(schema, violations, instance, empty_columns)
    root = tree(schema, violations, instance, HANDLERS)
    if root is None:
        return None
    messages = tuple(_messages(root.causes)) if root.causes else (_line(root),)
    return EveritReport(root.message, messages, _wire(root))


def _with_nulls(
    schema: CompiledSchema, violations: Sequence[Violation], instance: JsonObject, columns: Collection[str]
) -> tuple[Sequence[Violation], JsonObject]:
    missing = {str(item.fact) for item in violations if item.keyword == "required" and not item.instance_path}
    nulls: JsonObject = {name: None for name in columns if name in missing}
    shown = {**instance, **nulls}
    found = schema.judge(shown)
    # A property without a type takes null: there the row is still without its required value.
    refused = {item.instance_path[0] for item in found if item.instance_path}
    kept = [item for item in violations if item.keyword == "required" and item.fact in nulls.keys() - refused]
    return kept + [replace(item, value=shown) if not item.instance_path else item for item in found], shown


def _line(failure: Failure) -> str:
    return f"{pointer(failure.pointer)}: {failure.message}"


def _messages(failures: Sequence[Failure]) -> list[str]:
    """Return the lines of all leaves: those at this level first, then those below."""
    lines = [_line(failure) for failure in failures if not failure.causes]
    for failure in failures:
        lines += _messages(failure.causes)
    return lines


def _wire(failure: Failure) -> JsonObject:
    wire: JsonObject = {"pointerToViolation": pointer(failure.pointer), "message": failure.message}
    if failure.keyword is not None:
        wire["keyword"] = failure.keyword
    if failure.location is not None:
        wire["schemaLocation"] = pointer(failure.location)
    wire["causingExceptions"] = [_wire(cause) for cause in failure.causes]
    return wire
