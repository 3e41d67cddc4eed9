"""Making a broken data set: synthetic records with planted defects, and what the whole one would be. Pure but slow."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.synthesis.centers import Batch, Order, synthesize_from
from theatrum.checks.synthesis.defects.defect import Defect
from theatrum.checks.synthesis.drafts import DraftTable, Row
from theatrum.checks.synthesis.rendering import csv_bytes
from theatrum.checks.synthesis.styles import Style
from theatrum.consortium.onboarding.practice.checking import found_in, key_of
from theatrum.consortium.onboarding.practice.sandbox import as_practised, blueprint, rules
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.jsontext import JsonObject


@dataclass(frozen=True, slots=True)
class Made:
    """A broken data set as CSV by component, what the whole one has, and how many defects were planted."""

    tables: Mapping[str, bytes]
    keys: Mapping[str, Sequence[str]]
    expected: Mapping[str, JsonObject]
    baseline: Sequence[str]
    defects: int


def make_data_set(seed: int) -> Made:
    """Return a data set by a seed: the same one for the same seed. Raises PracticeNotThere."""
    practice = rules()
    whole, broken = batch_of(seed, ()), batch_of(seed, practice.defects)
    tables = {name: broken.draft.tables[name] for name in practice.components}
    planted = [one for one in broken.defects if one.component in tables]
    planted_rows = {one.component or "": set[int]() for one in planted}
    for one in planted:
        if one.row is not None:
            planted_rows[one.component or ""].add(one.row)
    misread = _misread(tables.values(), planted_rows)
    sound = {name: csv_of(whole.draft.tables[name]) for name in practice.components}
    return Made(
        tables={name: csv_of(table) for name, table in tables.items()},
        keys={name: [table.part.key] if table.part.key else [] for name, table in tables.items()},
        expected=_expected(whole, planted),
        baseline=sorted({key_of(one) for one in found_in(sound, baseline=())}),
        defects=len(planted) + misread,
    )


def batch_of(seed: int, defects: tuple[str, ...]) -> Batch:
    """Return the synthetic center of a seed, with such defects."""
    practice = rules()
    order = Order(
        center=practice.center, participants=practice.participants, seed=seed, has_files=False, defects=defects
    )
    return next(synthesize_from(blueprint(), order))


def csv_of(table: DraftTable) -> bytes:
    """Return a table as it is put into a record set."""
    return csv_bytes(table, Style())


def _misread(tables: Iterable[DraftTable], taken: Mapping[str, set[int]]) -> int:
    """Write two identifiers of participants as people miss them: in small letters, and with another center's prefix."""
    practice = rules()
    others = [name for name in as_practised(in_force()).centers if name != practice.center]
    ways: list[Callable[[str], str]] = [str.lower, lambda text: text.replace(practice.center, others[0], 1)]
    done = 0
    for table in reversed(list(tables)):
        column = table.part.person
        if column is None:
            continue
        for row in _free(table, taken.get(table.part.name, set())):
            if done == len(ways):
                return done
            row[column] = ways[done](row[column])
            done += 1
    return done


def _free(table: DraftTable, taken: set[int]) -> list[Row]:
    """Return rows that no defect is in, each of another participant."""
    column = table.part.person or ""
    count = Counter(row.get(column, "") for row in table.rows)
    rows = (row for number, row in enumerate(table.rows, start=1) if number not in taken)
    return [row for row in rows if row.get(column) and count[row[column]] == 1]


def _expected(whole: Batch, planted: Iterable[Defect]) -> dict[str, JsonObject]:
    """Return how many rows and filled cells the whole data set has where defects are: nobody mends by emptying."""
    columns: dict[str, set[str]] = {name: set() for name in rules().components}
    for one in planted:
        if one.component is not None and one.column is not None:
            columns[one.component].add(one.column)
    expected: dict[str, JsonObject] = {}
    for name, some in columns.items():
        rows = whole.draft.rows(name)
        filled: JsonObject = {column: sum(column in row for row in rows) for column in sorted(some)}
        expected[name] = {"rows": len(rows), "filled": filled}
    return expected
