"""Says on the terminal what given identifiers are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from theatrum.checks.numbering.errors import NumberingInvalid
from theatrum.checks.numbering.telling import Teller, Told
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.peek import is_table_name
from theatrum.checks.submission.words import key
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table
from theatrum.kernel.jsontext import JsonValue


def told_of(profile: Profile, given: Sequence[str], center: str | None) -> list[Told]:
    """Say what each identifier is, each of a file once. Raises NumberingInvalid, OSError."""
    teller = Teller(profile, center)
    texts = dict.fromkeys(text for one in given for text in _texts(profile, one))
    return [teller.tell(text) for text in texts]


def facts(told: Sequence[Told]) -> list[JsonValue]:
    """Return what is said, for scripts."""
    return [{**asdict(one), "problems": [asdict(problem) for problem in one.problems]} for one in told]


def lines(told: Sequence[Told], *, in_full: bool) -> Iterator[str]:
    """Yield what is said: of each identifier, or of files only what is wrong, and how many are right."""
    for one in told:
        if in_full or one.problems:
            yield from _lines(one)
    if not in_full:
        right = Counter(one.kind or "" for one in told if not one.problems)
        counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(right.items()))
        wrong = sum(1 for one in told if one.problems)
        yield f"Well-formed: {counts or 'none'}. With problems: {wrong:,}."


def _lines(one: Told) -> Iterator[str]:
    shown = one.text if one.text.isprintable() and one.text == one.text.strip() else repr(one.text)
    yield f"{shown}: {one.sentence()}" if one.kind else shown
    for problem in one.problems:
        yield f"  {problem.message}"
        yield f"  -> {problem.fix}"


def _texts(profile: Profile, given: str) -> Iterator[str]:
    path = Path(given)
    if not path.is_file():
        yield given
    elif is_table_name(path.name):
        for table in read_tables(Source(path.name, path)):
            yield from _cells(profile, table)
    else:
        yield from (line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip())


def _cells(profile: Profile, table: Table) -> Iterator[str]:
    named = {key(entry.attribute) for entry in profile.overlay.identifiers.attributes}
    columns = [name for name in table.frame.columns if key(name) in named] or table.frame.columns[:1]
    if not columns:
        reason = table.groups[0].finding.message if table.groups else "There is nothing in it."
        raise NumberingInvalid(problem=f"{table.file}: {reason}", fix="Give a table with identifiers.")
    for name in columns:
        for cell in table.frame[name].drop_nulls().unique(maintain_order=True):
            yield from (item.strip() for item in cell.strip("[]").replace('"', "").split(",") if item.strip())
