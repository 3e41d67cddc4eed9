"""What an import shows, laid out for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from theatrum.consortium.exchange.actions import has_something
from theatrum.consortium.exchange.models import Import
from theatrum.kernel.jsontext import JsonValue

_HOW = {
    "exact": "",
    "spelling": "spelt otherwise",
    "title": "by its title",
    "remembered": "as it was said before",
    "chosen": "as you said",
    "field": "tells which file it is; it is not written",
    "mark": "knows the rows of the workbook",
}
_SURE = {"exact", "mark", "field"}
_WIDEST = 8
_LEVELS = {"error": "error", "warning": "warning", "pending": "note", "note": "note"}


@dataclass(frozen=True)
class Shown:
    """Parts of the page: what was found out, in words where words are needed."""

    is_there: bool
    counts: list[tuple[int, str]]
    columns: list[dict[str, Any]]
    new_header: list[str]
    more_columns: int
    problems: list[dict[str, Any]]
    reading: list[dict[str, Any]]
    parts: Mapping[str, Any]
    can_write: bool
    # No column of the file needs a second look.
    is_understood: bool

    def __getattr__(self, name: str) -> Any:
        """Return a part as it was kept."""
        return self.parts.get(name, [])


def shown_of(found: Import, parts: Mapping[str, JsonValue]) -> Shown:
    """Lay out what an import shows."""
    counts = found.counts
    names = found.workspace.columns
    kept: dict[str, Any] = {**parts}
    for row in kept.get("created", []):
        row["cells"] = row["cells"][:_WIDEST]
    return Shown(
        is_there=bool(parts),
        counts=[
            (counts.get("rows", 0), "rows in the file"),
            (counts.get("created", 0), "new"),
            (counts.get("changed", 0), "changed"),
            (counts.get("untouched", 0), "untouched"),
            (counts.get("refused", 0), "refused"),
            *([(counts["deleted"], "taken away")] if counts.get("deleted") else []),
        ],
        columns=[{**one, "words": _HOW.get(str(one.get("how")), "")} for one in kept.get("columns", [])],
        new_header=names[:_WIDEST],
        more_columns=max(0, len(names) - _WIDEST),
        problems=[_problem(one) for one in kept.get("problems", [])],
        reading=[_problem(one) for one in kept.get("reading", [])],
        parts=kept,
        can_write=has_something(found),
        is_understood=all(one.get("how") in _SURE for one in kept.get("columns", [])),
    )


def _problem(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem as the partial of problems takes it."""
    lines = [f"{line:,}" for line in one.get("lines", [])]
    where = [str(one["column"])] if one.get("column") else []
    if lines:
        more = int(one.get("count", 0)) - len(lines)
        word = "row" if len(lines) == 1 and more <= 0 else "rows"
        where.append(f"{word} {', '.join(lines)}" + (f" and {more:,} more" if more > 0 else ""))
    return {
        "where": ", ".join(where),
        "severity": _LEVELS.get(str(one.get("severity")), "note"),
        "message": one.get("message"),
        "fix": one.get("fix"),
    }
