"""Reads the tables of ``theatrum dates``, and writes those that it made: only where it was told to."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from theatrum.checks.dates.rendering import as_csv, as_workbook
from theatrum.checks.dates.sheets import Cell, Sheet
from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.kernel.errors import DomainError, Kind

_SEPARATORS = {".csv": ",", ".tsv": "\t"}
_WORKBOOK = ".xlsx"


class OutputIsThere(DomainError):
    """A file that is there would be written over."""

    code: ClassVar[str] = "cli.output_is_there"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "{path} is there already, and nothing is written over. Name another one with --output."


class OutputUnsuited(DomainError):
    """The tables cannot be written into what --output names."""

    code: ClassVar[str] = "cli.output_unsuited"
    kind: ClassVar[Kind] = Kind.INVALID
    template: ClassVar[str] = "{reason}"


def read_sheets(path: Path) -> tuple[list[Sheet], list[Group]]:
    """Return the tables of a file, and what keeps it from being read right."""
    columns: dict[str | None, dict[str, list[Cell]]] = {}
    groups: list[Group] = []
    for table in read_tables(Source(path.name, path=path)):
        groups += [group for group in table.groups if group.finding.severity is Severity.ERROR]
        own = columns.setdefault(table.sheet, {name: [] for name in table.frame.columns})
        for name in table.frame.columns:
            own[name] += table.frame[name].to_list()
    return [Sheet(path.name, name, cells) for name, cells in columns.items() if cells], groups


def targets_of(files: Sequence[Path], output: Path) -> dict[Path, Path]:
    """Return where each file goes. Raises OutputIsThere, OutputUnsuited."""
    if len(files) == 1 and not output.is_dir():
        targets = {files[0]: output}
    else:
        targets = {path: output / f"{path.stem}{_ending(path)}" for path in files}
        if len(set(targets.values())) < len(files):
            raise OutputUnsuited(reason="Two of the files have the same name: convert them one by one.")
    for target in targets.values():
        if target.exists() or target.is_symlink():
            raise OutputIsThere(path=target)
        if target.suffix.lower() not in {*_SEPARATORS, _WORKBOOK}:
            raise OutputUnsuited(reason=f"{target} must end in .csv, .tsv or .xlsx.")
    return targets


def write_sheets(sheets: Mapping[Path, Sequence[Sheet]], targets: Mapping[Path, Path]) -> None:
    """Write the tables of each file, all or none. Raises OutputIsThere, OutputUnsuited, OSError."""
    contents = {targets[path]: _content(made, targets[path]) for path, made in sheets.items()}
    written: list[Path] = []
    try:
        for target, content in contents.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                written.append(target)
                stream.write(content)
    except FileExistsError as error:
        _remove(written)
        raise OutputIsThere(path=error.filename) from None
    except BaseException:
        _remove(written)
        raise


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink()


def _content(sheets: Sequence[Sheet], target: Path) -> bytes:
    if target.suffix.lower() == _WORKBOOK:
        return as_workbook(sheets)
    if len(sheets) > 1:
        raise OutputUnsuited(
            reason=f"The file has {len(sheets)} sheets with rows: name an --output that ends in .xlsx."
        )
    return as_csv(sheets[0], _SEPARATORS[target.suffix.lower()])


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    return ending if ending in {*_SEPARATORS, _WORKBOOK} else _WORKBOOK if ending.startswith(".xls") else ".csv"


def grouped(sheets: Sequence[Sheet], counts: Mapping[Path, int]) -> Iterator[tuple[Path, list[Sheet]]]:
    """Yield the tables of each file, of which there are as many as ``counts`` says, in this order."""
    begin = 0
    for path, count in counts.items():
        yield path, list(sheets[begin : begin + count])
        begin += count
