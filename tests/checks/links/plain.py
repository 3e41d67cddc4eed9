"""The checks of provenance once more, slowly and simply: what the quick ones are held against."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

IDENTIFIER = re.compile(r"HTA201_(?P<slot>0000|EXT1|[0-9]+)(?:_(?P<letter>[BD])[0-9]+)?")
KINDS = {None: "participant", "B": "biospecimen", "D": "data_file"}
HIGHER = {
    "BulkWESLevel2": {"BulkWESLevel1", "BulkWESLevel2"},
    "BulkWESLevel3": {"BulkWESLevel1", "BulkWESLevel2", "BulkWESLevel3"},
}
FILES = ["BulkWESLevel1", "BulkWESLevel2", "BulkWESLevel3"]
EVERYTHING = {"participant", "biospecimen", "data_file"}
MANY = "many"


@dataclass(frozen=True)
class Row:
    """A row of a table: its own id, the ids it comes from, and where it stands."""

    component: str
    number: int
    own: str | None
    parents: tuple[str, ...]


def kind(text: str) -> str | None:
    match = IDENTIFIER.fullmatch(text)
    return KINDS[match["letter"]] if match else None


def owner(text: str) -> str:
    return "_".join(text.split("_")[:2])


def is_pool(text: str) -> bool:
    return owner(text).endswith("_0000")


def is_exempt(text: str) -> bool:
    return kind(text) == "participant" and ("_0000" in text or "_EXT" in text)


Found = set[tuple[str, str, int]]


class Plain:
    """Rows with their own id, and what is known as id to (component, parents)."""

    def __init__(self, rows: Sequence[Row], known: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
        self.rows = [row for row in rows if row.component != "Demographics"]
        self.known = known
        self.given: dict[str, Row] = {}
        for component in ["Demographics", "BiospecimenData", *FILES]:
            for row in sorted(rows, key=lambda row: row.number):
                if row.component == component and self.is_own(row):
                    self.given.setdefault(str(row.own), row)
        self.above: dict[str, set[str]] = {}
        for row in self.rows:
            for parent in self.parents(row) if self.is_own(row) else ():
                self._edge(str(row.own), parent)
        for name, (_, parents) in known.items():
            for parent in parents:
                self._edge(name, parent)

    def _edge(self, child: str, parent: str) -> None:
        if child != parent:
            self.above.setdefault(child, set()).add(parent)

    @staticmethod
    def is_own(row: Row) -> bool:
        wanted = {"Demographics": "participant", "BiospecimenData": "biospecimen"}.get(row.component, "data_file")
        return row.own is not None and kind(row.own) == wanted

    @staticmethod
    def parents(row: Row) -> list[str]:
        allowed = {"participant", "biospecimen"} if row.component == "BiospecimenData" else {"biospecimen", "data_file"}
        return [parent for parent in row.parents if kind(parent) in allowed]

    def is_there(self, name: str) -> bool:
        return name in self.given or name in self.known

    def component(self, name: str) -> str | None:
        if name in self.given:
            return self.given[name].component
        return self.known[name][0] if name in self.known else None

    def ancestors(self, name: str) -> set[str]:
        seen: set[str] = set()
        todo = list(self.above.get(name, ()))
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo += self.above.get(node, ())
        return seen

    def is_circular(self, name: str) -> bool:
        return name in self.ancestors(name)

    def is_unordered(self, name: str) -> bool:
        return any(self.is_circular(node) for node in {name, *self.ancestors(name)})

    def reach(self, name: str) -> set[str]:
        own = {str(kind(name))} if self.is_there(name) or is_exempt(name) else set()
        if name in self.known and name not in self.given and not self.known[name][1]:
            own = set(EVERYTHING)
        if self.is_unordered(name):
            return own
        return own.union(*(self.reach(parent) for parent in self.above.get(name, ())))

    def is_broken(self, name: str) -> bool:
        if name not in self.above or self.is_unordered(name):
            return not (self.is_there(name) or is_exempt(name))
        return any(self.is_broken(parent) for parent in self.above[name])

    def participants(self, name: str) -> set[str]:
        if name in self.above:
            return set[str]().union(*(self.participants(parent) for parent in self.above[name]))
        return {MANY} if is_pool(name) else {owner(name)}

    def has_several(self, name: str) -> bool:
        found = self.participants(name)
        return len(found) > 1 or MANY in found

    def missing_parents(self) -> Found:
        return {
            ("links.missing_parent", row.component, row.number)
            for row in self.rows
            for parent in self.parents(row)
            if self._fits(row, parent) and not self.is_there(parent) and not is_exempt(parent)
        }

    @staticmethod
    def _fits(row: Row, parent: str) -> bool:
        if row.component == "BiospecimenData":
            return True
        return kind(parent) == ("biospecimen" if row.component == "BulkWESLevel1" else "data_file")

    def wrong_kinds(self) -> Found:
        return {
            ("links.parent_kind", row.component, row.number)
            for row in self.rows
            for parent in self.parents(row)
            if not self._fits(row, parent) or not self._is_of_component(row, parent)
        }

    def _is_of_component(self, row: Row, parent: str) -> bool:
        return row.component not in HIGHER or self.component(parent) in {None, *HIGHER[row.component]}

    def circles(self) -> Found:
        found: Found = set()
        for row in self.rows:
            if not self.is_own(row) or not self.parents(row):
                continue
            if row.own in self.parents(row):
                found.add(("links.self_parent", row.component, row.number))
            if self.is_circular(str(row.own)):
                found.add(("links.cycle", row.component, row.number))
        return found

    def unlinked(self) -> dict[str, Found]:
        found: dict[str, Found] = {"pending": set(), "error": set()}
        told = {
            (row.component, row.own)
            for row in self.rows
            for parent in self.parents(row)
            if not self.is_there(parent) and not is_exempt(parent)
        }
        for row in self.rows:
            name = str(row.own)
            if row.component not in FILES or not self.is_own(row) or not self.parents(row):
                continue
            if (row.component, row.own) in told or {"biospecimen", "participant"} <= self.reach(name):
                continue
            severity = "pending" if self.is_broken(name) else "error"
            found[severity].add(("links.unlinked_file", row.component, row.number))
        return found

    def owners(self) -> Found:
        found: Found = set()
        for row in self.rows:
            name = str(row.own)
            if not self.is_own(row) or not self.parents(row) or self.is_unordered(name):
                continue
            several = self.has_several(name)
            if several != is_pool(name) and not (is_pool(name) and self.is_broken(name)):
                found.add(("links.pool", row.component, row.number))
            for parent in self.parents(row):
                if owner(parent) != owner(name) and not (is_pool(name) or is_pool(parent) or several):
                    found.add(("links.participant_mismatch", row.component, row.number))
        return found

    def unused(self) -> Found:
        names = {*self.above, *self.given, *self.known}
        names |= {parent for parents in self.above.values() for parent in parents}
        below = {name for name in names if kind(name) == "data_file" and self.is_there(name)}
        if not below:
            return set()
        marked = {name for name in names if name in below or self.is_unordered(name)}
        used = marked.union(*(self.ancestors(name) for name in marked))
        return {
            ("links.unused_biospecimen", row.component, row.number)
            for name, row in self.given.items()
            if kind(name) == "biospecimen" and name not in used
        }
