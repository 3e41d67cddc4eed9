"""What an import would do, as people are shown it: counts, the first of everything, all problems in groups.

It has values of the grid and of the file, and none of what may identify a person.
"""

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.findings import Group
from theatrum.consortium.exchange.planning import Plan
from theatrum.consortium.exchange.steps import Fate, Side, Step
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids import links
from theatrum.repository.grids.cells import as_cells, cell, replaced
from theatrum.repository.grids.held import rows_by_number
from theatrum.repository.grids.judging import Judge, Subject

MOST_ROWS = 100
MOST_NEW = 20
MOST_CLASHES = 500
MOST_GROUPS = 200
LONGEST = 200
_FIRST = 5
# Worst first.
_ORDER = ("error", "warning", "pending", "note")


@dataclass(slots=True)
class Told:
    """Rows of the file with the same to say of them."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """Count one more."""
        self.count += 1
        if len(self.lines) < _FIRST:
            self.lines.append(line)

    def as_json(self, **fields: JsonValue) -> JsonObject:
        """Return it with what is said."""
        return {**fields, "count": self.count, "lines": [*self.lines]}


@dataclass
class Showing:
    """What is collected while the rows of a plan go by."""

    plan: Plan
    judge: Judge | None
    counts: Counter[str] = field(default_factory=Counter)
    created: list[JsonObject] = field(default_factory=list)
    changed: list[JsonObject] = field(default_factory=list)
    refused: list[JsonObject] = field(default_factory=list)
    deleted: list[JsonObject] = field(default_factory=list)
    clashes: list[JsonObject] = field(default_factory=list)
    rows: list[JsonObject] = field(default_factory=list)
    problems: dict[tuple[str, ...], tuple[JsonObject, Told]] = field(default_factory=dict)
    rewritten: dict[tuple[int, str], tuple[JsonObject, Told]] = field(default_factory=dict)
    mapped: dict[tuple[int, str, str], Told] = field(default_factory=dict)
    private: dict[tuple[int, str, str], Told] = field(default_factory=dict)

    def add(self, steps: Sequence[Step]) -> None:
        """Take some rows in, and judge what they will be."""
        for step in steps:
            self._count(step)
            self._show(step)
        if self.judge is not None:
            self._judge(self.judge, [step for step in steps if step.fate not in {Fate.REFUSED, Fate.DELETED}])

    def link(self, steps: Sequence[Step]) -> None:
        """Judge the links of rows, which are all that the import touches: a part of them would lack its parents."""
        workspace = self.plan.workspace
        kept = [one for one in steps if one.fate is not Fate.REFUSED]
        rows = rows_by_number(workspace, [one.number for one in kept if one.number is not None])
        alive = [one for one in kept if one.number in rows and one.fate is not Fate.DELETED]
        new = [one for one in kept if one.fate is Fate.CREATED]
        after = {one.number: replaced(one.present, one.cells) for one in alive if one.number is not None}
        width = len(workspace.column_names)
        linked = links.draft(workspace, rows, after, [as_cells(one.cells, width) for one in new])
        if linked is None:
            return
        for step in alive:
            self._tell(linked.touched.get(step.number or 0, []), step.line)
        for step, findings in zip(new, linked.new, strict=True):
            self._tell(findings, step.line)

    def as_json(self, *, reading: Sequence[Group]) -> JsonObject:
        """Return all of it."""
        mapped: list[JsonValue] = [
            told.as_json(column=self._name(slot), before=before, after=after)
            for (slot, before, after), told in self.mapped.items()
        ]
        private: list[JsonValue] = [
            told.as_json(column=self._name(slot), code=code, reason=reason)
            for (slot, code, reason), told in self.private.items()
        ]
        problems = sorted(self.problems.values(), key=lambda one: (_rank(one[0]), -one[1].count))
        return {
            "created": [*self.created],
            "changed": [*self.changed],
            "refused": [*self.refused],
            "deleted": [*self.deleted],
            "clashes": [*self.clashes],
            "rows": [*self.rows],
            "problems": [told.as_json(**about) for about, told in problems[:MOST_GROUPS]],
            "moreProblems": max(0, len(problems) - MOST_GROUPS),
            "rewritten": [told.as_json(**about) for about, told in self.rewritten.values()],
            "mapped": mapped[:MOST_GROUPS],
            "private": private,
            "reading": [_reading(group) for group in reading[:MOST_GROUPS]],
            "copied": [*self.plan.whose.copied[:_FIRST]],
            "foreign": len(self.plan.whose.foreign),
        }

    def _count(self, step: Step) -> None:
        counts = self.counts
        if step.line:
            counts["rows"] += 1
            counts["changed" if step.fate is Fate.RESTORED else step.fate] += 1
        elif step.fate is Fate.DELETED:
            counts["deleted"] += 1
        counts["cells"] += len(step.cells)
        counts["clashes"] += len(step.clashes)
        counts["rowClashes"] += step.is_row_clash
        counts["rewritten"] += len(step.rewritten)
        counts["keptEmpty"] += step.kept_empty
        counts["unread"] += step.unread
        counts["private"] += len(step.private)
        counts["mapped"] += len(step.mapped)
        counts["missing"] += not step.line and not step.is_row_clash

    def _show(self, step: Step) -> None:
        match step.fate:
            case Fate.CREATED if len(self.created) < MOST_NEW:
                cells = [_short(step.cells.get(slot)) for slot in self.plan.workspace.column_order]
                self.created.append({"line": step.line, "cells": [*cells]})
            case Fate.CHANGED | Fate.RESTORED if len(self.changed) < MOST_ROWS:
                self.changed.append(self._change(step))
            case Fate.REFUSED if len(self.refused) < MOST_ROWS:
                self.refused.append({"line": step.line, "reason": step.reason})
            case Fate.DELETED if len(self.deleted) < MOST_ROWS:
                self.deleted.append({"row": step.number, "name": self._row_name(step)})
        self._show_clashes(step)
        for one in step.rewritten:
            about: JsonObject = {"column": self._name(one.slot), "kind": one.kind.value}
            about |= {"before": _short(one.before), "after": _short(one.after)}
            self.rewritten.setdefault((one.slot, one.kind.value), (about, Told()))[1].add(step.line)
        for slot, (before, after) in step.mapped.items():
            self.mapped.setdefault((slot, _short(before) or "", _short(after) or ""), Told()).add(step.line)
        for slot, seen in step.private.items():
            self.private.setdefault((slot, seen.code, seen.reason), Told()).add(step.line)

    def _change(self, step: Step) -> JsonObject:
        cells: list[JsonValue] = [
            {"column": self._name(slot), "from": _short(cell(step.present, slot)), "to": _short(text)}
            for slot, text in sorted(step.cells.items())
        ]
        return {"line": step.line, "name": self._row_name(step), "cells": cells, "isBack": step.fate is Fate.RESTORED}

    def _show_clashes(self, step: Step) -> None:
        choices, name = self.plan.choices, self._row_name(step)
        if step.is_row_clash and len(self.rows) < MOST_ROWS:
            side = choices.of(step.name)
            told: JsonObject = {"key": f"{step.name}:", "line": step.line, "name": name, "side": side.value}
            self.rows.append({**told, "reason": step.reason, "isGone": not step.line})
        for clash in step.clashes:
            if len(self.clashes) >= MOST_CLASHES:
                return
            self.clashes.append(
                {
                    "key": f"{step.name}:{clash.slot}",
                    "line": step.line,
                    "name": name,
                    "column": self._name(clash.slot),
                    "base": _short(clash.base),
                    "theirs": _short(clash.theirs),
                    "mine": _short(clash.mine),
                    "isMine": choices.of(step.name, clash.slot) is Side.MINE,
                }
            )

    def _judge(self, judge: Judge, steps: Sequence[Step]) -> None:
        subjects = [Subject(replaced(one.present, one.cells), one.source_key, one.base or one.present) for one in steps]
        for step, judged in zip(steps, judge(subjects), strict=True):
            if judged.verdict == "invalid":
                self.counts["invalid"] += 1
            self._tell([*(judged.findings or []), *step.held], step.line)

    def _tell(self, findings: Sequence[JsonObject], line: int) -> None:
        for finding in findings:
            about = {name: finding.get(name) for name in ("code", "severity", "column", "message", "fix")}
            key = tuple(str(value) for value in about.values())
            self.problems.setdefault(key, (about, Told()))[1].add(line)

    def _name(self, slot: int) -> str:
        return str(self.plan.workspace.column_names[slot])

    def _row_name(self, step: Step) -> str:
        """Return how people know a row: by its key, else by where it stands."""
        texts = [step.cells.get(slot) or cell(step.present, slot) for slot in self.plan.whose.key_slots]
        if texts and all(texts) and not step.private.keys() & set(self.plan.whose.key_slots):
            return _short(", ".join(str(text) for text in texts)) or ""
        return f"row {step.line:,} of the file" if step.line else f"row no. {step.number:,} of the grid"


def write_shown(shown: JsonObject) -> StoredBlob:
    """Put what is shown into the store."""
    return store().put([gzip.compress(json.dumps(shown, ensure_ascii=False).encode(), compresslevel=3)])


def read_shown(handle: FileHandle) -> Mapping[str, JsonValue]:
    """Read it back."""
    with store().open(handle.key) as stream:
        found: dict[str, JsonValue] = json.loads(gzip.decompress(stream.read()))
    return found


def _reading(group: Group) -> JsonObject:
    finding = group.finding
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "column": finding.column,
        "count": len(group.rows),
        "lines": [*group.rows[:_FIRST]],
    }


def _rank(about: JsonObject) -> int:
    severity = str(about.get("severity"))
    return _ORDER.index(severity) if severity in _ORDER else len(_ORDER)


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
