"""Values that would do in place of one that does not, best first."""

from collections.abc import Sequence

from theatrum.checks.report.choices import SHOWN, Choices
from theatrum.checks.report.rewriting import converted
from theatrum.kernel.jsontext import JsonValue

__all__ = ["SHOWN", "converted", "nearest"]


def nearest(value: JsonValue, allowed: Sequence[JsonValue] | Choices) -> tuple[str, ...]:
    """Return the permissible texts nearest to what was written; those equal but for their spelling first.

    Digits must agree, leading zeros aside: another code or another week is no slip of the pen.
    """
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ()
    choices = allowed if isinstance(allowed, Choices) else Choices(allowed)
    return choices.nearest(str(value))
