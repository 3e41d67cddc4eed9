"""Which file of a grid each row of a table is about: by entity id, by folder path and name, by data file id."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.curation.prefilling.knowledge import data_file_rule, names_above
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.ids import entity_id
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.schemas.names import parse_schema_id

How = Literal["entity", "path", "data_file_id"]
# Headers, without blanks and in lower case, under which tables have the id of an entity.
_IDS = ("id", "entityid", "entity", "synapseid", "synid", "rowid")
_NAMES = ("path", "filepath", "name", "filename", "file")


@dataclass(frozen=True, slots=True)
class Match:
    """The number of the grid's row that a row of the table is, and by what it is known."""

    number: int
    how: How


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row of the table of which that cannot be said, with the reason, and the rows that it may be.

    ``same_as`` is the row of the table, by its index, that is the same file already.
    """

    index: int
    reason: str
    numbers: tuple[int, ...] = ()
    same_as: int | None = None


@dataclass
class Matches:
    """What became of the rows of a table, by their index from 0."""

    matched: dict[int, Match] = field(default_factory=dict)
    unmatched: list[Unclear] = field(default_factory=list)
    ambiguous: list[Unclear] = field(default_factory=list)


def match_files(workspace: Workspace, rows: Sequence[Mapping[str, str | None]]) -> Matches:
    """Find the file of each row of a table; ``rows`` are texts by header.

    A row is known by an entity id; else by folder path and name, as far as both name folders; else by its data file
    id. A file of the same name in another folder is another file. Two rows about the same file are ambiguous. No row
    of the grid is made or changed.
    """
    columns = _Columns.of(workspace, rows)
    known = _Known.of(workspace, columns.data_file_id)
    found, first = Matches(), dict[int, int]()
    for index, row in enumerate(rows):
        what = known.find(columns, row)
        if isinstance(what, Match) and (before := first.setdefault(what.number, index)) != index:
            reason = "Another row of the table is about the same file: keep one of them."
            found.ambiguous.append(Unclear(index, reason, (what.number,), same_as=before))
        elif isinstance(what, Match):
            found.matched[index] = what
        else:
            reason, numbers = what
            (found.ambiguous if numbers else found.unmatched).append(Unclear(index, reason, numbers))
    return found


def names_files(header: str, workspace: Workspace) -> bool:
    """Tell whether a column of a table may say which file a row is about."""
    profile = in_force()
    rule = data_file_rule(profile, _component(workspace))
    return header in {path_column(profile), rule and rule.column} or _plain(header) in {*_IDS, *_NAMES}


def path_column(profile: Profile) -> str | None:
    """Return the attribute that holds the path of a file; None where the profile has none."""
    return next((name for name, what in profile.overlay.fills.items() if what == "path"), None)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which headers of the table say which file a row is about."""

    ids: Sequence[str]
    paths: Sequence[str]
    data_file_id: str | None

    @classmethod
    def of(cls, workspace: Workspace, rows: Sequence[Mapping[str, str | None]]) -> "_Columns":
        headers = list(dict.fromkeys(header for row in rows[:1] for header in row))
        plain = {header: _plain(header) for header in headers}
        profile = in_force()
        path, rule = path_column(profile), data_file_rule(profile, _component(workspace))
        named = [header for name in _NAMES for header in headers if plain[header] == name]
        return cls(
            ids=[header for name in _IDS for header in headers if plain[header] == name],
            paths=list(dict.fromkeys([*([path] if path in headers else []), *named])),
            data_file_id=rule.column if rule else None,
        )


@dataclass
class _Known:
    """The files of a grid: their rows by entity, by name with the folders above, and by data file id."""

    by_entity: dict[int, int] = field(default_factory=dict)
    by_name: dict[str, list[tuple[int, list[str]]]] = field(default_factory=lambda: defaultdict(list))
    by_data_file_id: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, workspace: Workspace, data_file_id: str | None) -> "_Known":
        known, slot = cls(), workspace.slots.get(data_file_id or "")
        for rows in _windows(workspace):
            nodes = Node.objects.filter(id__in=[row.source_key for row in rows])
            names = names_above(list(nodes))
            for row in rows:
                known._add(row, names.get(row.source_key or 0, []), slot)
        return known

    def _add(self, row: Row, names: list[str], slot: int | None) -> None:
        self.by_entity[row.source_key or 0] = row.number
        if names:
            self.by_name[names[-1].casefold()].append((row.number, [step.casefold() for step in names[:-1]]))
        if slot is not None and (text := cell(row.cells or [], slot)) is not None:
            self.by_data_file_id[text].append(row.number)

    def find(self, columns: _Columns, row: Mapping[str, str | None]) -> Match | tuple[str, tuple[int, ...]]:
        """Return the row that it is; else why not, and which it may be."""
        for header in columns.ids:
            if (text := (row.get(header) or "").strip()) and (number := _entity(text)) is not None:
                found = self.by_entity.get(number)
                return Match(found, "entity") if found else (f"{entity_id(number)} is no file of this grid.", ())
        path = next((text for header in columns.paths if (text := (row.get(header) or "").strip())), "")
        near = self._by_path(path)
        if len(near) == 1:
            return Match(near[0], "path")
        identifier = (row.get(columns.data_file_id or "") or "").strip()
        named = self.by_data_file_id.get(identifier, [])
        for numbers in ([number for number in named if number in near], named):
            if len(numbers) == 1:
                return Match(numbers[0], "data_file_id")
        return _why_not(path, identifier, tuple(near), tuple(named))

    def _by_path(self, path: str) -> list[int]:
        """Return the rows of that name whose folders are those of a path, as far down as both name them."""
        *above, name = [step for step in path.replace("\\", "/").casefold().split("/") if step not in {"", "."}] or [""]
        scored = [(_shared(above, folders), len(folders), number) for number, folders in self.by_name.get(name, [])]
        agreeing = [(shared, number) for shared, count, number in scored if shared in {len(above), count}]
        most = max((shared for shared, _ in agreeing), default=0)
        return [number for shared, number in agreeing if shared == most]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many folders right above a file have the same names."""
    count = 0
    for mine, theirs in zip(reversed(one), reversed(other), strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _why_not(path: str, identifier: str, near: tuple[int, ...], named: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """Return why a row has no file. What stands in it is not told: it may be anything."""
    if near:
        return f"{len(near):,} files have this name: say the folder in the path, or the id of the entity.", near
    if named:
        return f"{len(named):,} files have this data file id: say the path, or the id of the entity.", named
    if path or identifier:
        what = " or ".join(word for word, said in (("name", path), ("data file id", identifier)) if said)
        return f"No file of this grid has this {what}: upload it first, or correct the row.", ()
    return "It names no file: give an entity id, a path or a data file id.", ()


def _windows(workspace: Workspace) -> Iterator[list[Row]]:
    rows = Row.objects.filter(workspace=workspace, is_deleted=False, source_key__isnull=False).order_by("number")
    after = 0
    while window := list(rows.filter(number__gt=after)[:PIECE]):
        yield window
        after = window[-1].number


def _plain(header: str) -> str:
    return "".join(sign for sign in header.casefold() if sign.isalnum())


def _component(workspace: Workspace) -> str:
    """Return the name of the component that a grid is about; empty where no schema holds."""
    return parse_schema_id(workspace.schema_id).name if workspace.schema_id else ""


def _entity(text: str) -> int | None:
    digits = text.casefold().removeprefix("syn").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
