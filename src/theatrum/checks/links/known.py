"""What is already there: identifiers on the server or in an earlier release, and what each of them comes from."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from theatrum.checks.links.several import taken_apart
from theatrum.kernel.errors import DomainError, Kind

COLUMNS = ("id", "component", "parent")
_SCHEMA = dict.fromkeys(COLUMNS, pl.String)
_SHOWN = 80


class KnownUnreadable(DomainError):
    """A file of known identifiers cannot be read."""

    code = "known.unreadable"
    kind = Kind.INVALID
    template = "{file}: {problem} {fix}"


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Records that exist outside of what is checked.

    ``frame`` has one row for each id and parent, columns ``id``, ``component`` and ``parent`` of type String; the
    parent is null where there is none. Records without an id of their own, such as a Diagnosis, have as id the
    participant they are about.
    """

    frame: pl.DataFrame

    @classmethod
    def nothing(cls) -> "Known":
        """Return that nothing is known."""
        return cls(pl.DataFrame(schema=_SCHEMA))

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "Known":
        """Take rows of ``id``, ``component`` and ``parent``, several parents separated by commas.

        Rows without an id are left out; a column that is not there is empty.
        """
        named = [pl.col(name) if name in rows.columns else pl.lit(None).alias(name) for name in COLUMNS]
        texts = rows.select(named).cast(pl.String).with_columns(pl.all().str.strip_chars())
        filled = texts.with_columns(pl.when(pl.all() != "").then(pl.all())).filter(pl.col("id").is_not_null())
        return cls(taken_apart(filled, "parent").unique(maintain_order=True))

    @classmethod
    def read(cls, path: Path) -> "Known":
        """Read a CSV file with the columns ``id``, ``component`` and ``parent``, or JSON lines with these keys.

        Raises KnownUnreadable.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise _unreadable(path, f"it cannot be read: {reason}.", "Name a file that may be read.") from error
        except UnicodeDecodeError as error:
            raise _unreadable(path, "it is no text in UTF-8.", "Save it as CSV UTF-8 or JSON lines.") from error
        if text.lstrip().startswith("{"):
            return cls.of(_json_lines(path, text))
        if not text.strip():
            raise _unreadable(path, "it is empty.", "Begin it with the line id,component,parent.")
        return cls.of(_csv(path, text))


def _csv(path: Path, text: str) -> pl.DataFrame:
    try:
        frame = pl.read_csv(text.encode(), infer_schema=False)
        frame = frame.rename({name: name.strip().lower() for name in frame.columns})
    except pl.exceptions.PolarsError as error:
        problem = f"it is no CSV ({str(error).splitlines()[0][:_SHOWN]})."
        raise _unreadable(path, problem, "Separate the columns by commas.") from error
    if "id" not in frame.columns:
        raise _unreadable(path, "there is no column 'id'.", "Begin it with the line id,component,parent.")
    return frame


def _json_lines(path: Path, text: str) -> pl.DataFrame:
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            rows.append(_json_row(path, number, line))
    return pl.DataFrame(rows, schema=_SCHEMA)


def _json_row(path: Path, number: int, line: str) -> dict[str, str | None]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, f"line {number} is no JSON.", "Write one object in each line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise _unreadable(path, f"line {number} has no 'id'.", "Give each object an id, a component and a parent.")
    parent = row.get("parent")
    joined = ", ".join(str(item) for item in parent) if isinstance(parent, list) else parent
    component = row.get("component")
    return {"id": row["id"], "component": component and str(component), "parent": joined and str(joined)}


def _unreadable(path: Path, problem: str, fix: str) -> KnownUnreadable:
    return KnownUnreadable(file=path.name, problem=problem, fix=fix)
