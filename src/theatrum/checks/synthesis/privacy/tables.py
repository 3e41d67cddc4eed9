"""Tables with planted cells and headers: those of the components of a release, and one that is of none."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from theatrum.checks.privacy.hits import Kind
from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.bulk import synthetic_table
from theatrum.checks.synthesis.drafts import DraftTable, Row
from theatrum.checks.synthesis.privacy.cells import column_for
from theatrum.checks.synthesis.privacy.corpus_file import CorpusFile
from theatrum.checks.synthesis.privacy.labels import Label, label_of
from theatrum.checks.synthesis.privacy.lookalikes import lookalike
from theatrum.checks.synthesis.privacy.planted import Sample
from theatrum.checks.synthesis.privacy.writings import samples, strong
from theatrum.checks.synthesis.rendering import csv_bytes, workbook_bytes
from theatrum.checks.synthesis.styles import Style

# Each planted cell has so many rows to itself, mostly.
_ROWS_A_PLANT = 2
_FEWEST_ROWS = 12
_FORMS = ("csv", "xlsx", "csv", "json", "tsv")
_OTHER_COLUMNS = ("id", "what", "remarks", "second look")
_KINDS_IN_HEADERS = (Kind.DATE, Kind.EMAIL, Kind.SSN, Kind.PHONE)


def planted_tables(plan: Blueprint, size: int, center: str, *, seed: int) -> Iterator[CorpusFile]:
    """Yield tables with so many planted cells between them, every class and writing in turn."""
    chance = random.Random(f"tables/{seed}")  # noqa: S311  # a seed must give the same corpus again
    dealt: dict[str, list[Sample]] = {name: [] for name in (*plan.parts, "")}
    for number, sample in enumerate(samples(size, chance)):
        dealt[tuple(dealt)[number % len(dealt)]].append(sample)
    other = dealt.pop("")
    for number, (name, planted) in enumerate(dealt.items()):
        part = plan.parts[name]
        rows = max(_FEWEST_ROWS, len(planted) * _ROWS_A_PLANT)
        frame = synthetic_table(plan.profile, name, rows, seed=seed, bad_share=0, center=center).frame
        made = ({column: text for column, text in row.items() if text is not None} for row in frame.to_dicts())
        table = DraftTable(part, list(part.columns), list(made))
        labels = _plant(table, plan, planted, chance)
        if number % 3 == 0:
            labels.append(_headed(table, _KINDS_IN_HEADERS[number // 3 % len(_KINDS_IN_HEADERS)], chance))
        yield _written(table, _FORMS[number % len(_FORMS)], labels)
    yield _other(other, next(iter(plan.parts.values())), chance)


def _plant(table: DraftTable, plan: Blueprint, planted: Sequence[Sample], chance: random.Random) -> list[Label]:
    """Write samples into cells; returns their labels."""
    labels: list[Label] = []
    taken: set[tuple[int, str]] = set()
    for sample in planted:
        column = sample.column or column_for(table.part, plan, sample, chance)
        free = [row for row in range(len(table.rows)) if (row, column) not in taken]
        row = chance.choice(free)
        taken.add((row, column))
        labels += _put(table, row, column, sample)
    return labels


def _put(table: DraftTable, row: int, column: str, sample: Sample) -> list[Label]:
    if column not in table.columns:
        table.columns.append(column)
    table.rows[row][column] = sample.text
    found = (label_of(plant, "cell") for plant in sample.plants)
    return [replace(label, row=row + 1, column=column, component=table.part.name) for label in found]


def _headed(table: DraftTable, kind: Kind, chance: random.Random) -> Label:
    """Add a column whose header tells of a person."""
    sample = chance.choice(strong(kind)).sample(chance)
    table.columns.append(sample.text)
    for row in table.rows:
        row[sample.text] = "yes"
    return replace(label_of(sample.plants[0], "column"), column=sample.text, component=table.part.name)


def _other(planted: Sequence[Sample], part: Part, chance: random.Random) -> CorpusFile:
    """Return a table of no component, whose other cells are written like identifiers and are none."""
    table = DraftTable(part, list(_OTHER_COLUMNS))
    table.rows = [_clean_row(number, chance) for number in range(max(_FEWEST_ROWS, 2 * len(planted)))]
    labels: list[Label] = []
    for number, sample in enumerate(planted):
        labels += _put(table, 2 * number, sample.column or chance.choice(_OTHER_COLUMNS[1:]), sample)
    path = "Notes/remarks.csv"
    found = tuple(replace(label, file=path, component=None) for label in labels)
    return CorpusFile(path, csv_bytes(table, Style()), found)


def _clean_row(number: int, chance: random.Random) -> Row:
    return {"id": str(number), "what": lookalike(number, chance)[1].text, "remarks": "as planned", "second look": "no"}


def _written(table: DraftTable, form: str, labels: Sequence[Label]) -> CorpusFile:
    path, sheet = f"{table.part.leaf.path}/{table.part.name}.{form}", None
    match form:
        case "xlsx":
            content, sheet = workbook_bytes([table], Style(is_workbook=True)), table.part.name[:31]
        case "json":
            whole = [{column: row[column] for column in table.columns if column in row} for row in table.rows]
            content = json.dumps(whole, ensure_ascii=False).encode()
        case _:
            content = csv_bytes(table, Style(separator="\t" if form == "tsv" else ","))
    return CorpusFile(path, content, tuple(replace(label, file=path, sheet=sheet) for label in labels))
