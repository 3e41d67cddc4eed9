"""Numbers of segmented objects held against the labels in the pixels of their masks. All pixels are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.formats.mask_labels import Labels, LabelsUnread, labels_of
from theatrum.checks.formats.objects import parents_in
from theatrum.checks.profile.inspection_shapes import ObjectRules
from theatrum.checks.submission.seen import Seen, finding

_DIFFERENT, _MORE, _UNREAD = "format.objects_labels", "format.labels_unused", "format.labels_unread"


@dataclass(slots=True)
class ObjectLabels:
    """Compares tables of objects with masks; ``column`` of a row has the identifier of the file it describes."""

    rules: ObjectRules
    column: str
    _known: set[str] = field(default_factory=set)
    _masks: dict[str, Seen] = field(default_factory=dict)
    _labels: dict[Path, Labels | str] = field(default_factory=dict)

    def expect(self, seen: Sequence[Seen]) -> None:
        """Say which files there are, masks and others."""
        self._known = {file.declared[self.column] for file in seen if self.column in file.declared}
        self._masks = {
            file.declared[self.column]: file
            for file in seen
            if file.component in self.rules.masks and self.column in file.declared
        }

    def about(self, table: Seen) -> Iterator[Finding]:
        """Yield what is wrong between a table and those of its masks that are part of the submission."""
        parents = parents_in(table.declared.get(self.rules.parents, ""))
        masks = {one: self._masks[one] for one in parents if one in self._masks}
        if not masks or not self._known.issuperset(parents):
            return  # objects of a mask that is elsewhere would be missed in those that are here
        objects = self._objects(table)
        if objects is None:
            return
        labels = {one: self._read(mask) for one, mask in masks.items()}
        for one, told in labels.items():
            if isinstance(told, str):
                yield self._unread(table, masks[one], told)
        known = {one: told for one, told in labels.items() if not isinstance(told, str)}
        if len(known) == len(labels):
            yield from self._compared(table, objects, known)

    def _objects(self, table: Seen) -> pl.DataFrame | None:
        """Return ``label`` (whole number or null) and ``parent`` of all objects; None without a column of numbers."""
        headers = table.inspection.facts.get("OBJECT_COLUMNS")
        names = [str(one) for one in headers] if isinstance(headers, tuple) else []
        number = next(
            (_header(rule.name, rule.spellings, names) for rule in self.rules.columns if rule.is_unique), None
        )
        if number is None:
            return None
        parent = next((name for name in self.rules.parent_columns if name in names), None)
        frame = pl.read_csv(
            table.file.path, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy", raise_if_empty=False
        )
        frame.columns = [name.strip().removeprefix("\ufeff") for name in frame.columns]
        value = pl.col(number).str.strip_chars().cast(pl.Float64, strict=False)
        whole = pl.when(value == value.floor()).then(value).cast(pl.Int64, strict=False)
        above = pl.col(parent).str.strip_chars() if parent else pl.lit(None, pl.String)
        return frame.select(label=whole, parent=above)

    def _read(self, mask: Seen) -> Labels | str:
        """Return the labels of a mask, or why they cannot be read; each is read once."""
        path = mask.file.path
        if path not in self._labels:
            try:
                self._labels[path] = labels_of(path)
            except LabelsUnread as error:
                self._labels[path] = error.reason
        return self._labels[path]

    def _compared(self, table: Seen, objects: pl.DataFrame, labels: Mapping[str, Labels]) -> Iterator[Finding]:
        """Yield what differs: by mask where each object says which one it is in, else all at once."""
        if len(labels) > 1 and objects["parent"].is_in(list(labels)).fill_null(value=False).all():
            parts = [(objects.filter(pl.col("parent") == one)["label"], some) for one, some in labels.items()]
        else:
            parts = [(objects["label"], np.unique(np.concatenate([*labels.values()])))]
        absent = sum(_count_absent(numbers, some) for numbers, some in parts)
        unused = sum(int((~np.isin(some, numbers.drop_nulls().to_numpy())).sum()) for numbers, some in parts)
        if absent:
            yield self._told(
                table, _DIFFERENT, Severity(self.rules.severity),
                f"{absent:,} of {objects.height:,} objects have a number that is no label of the mask.",
                "Write the labels of the mask as numbers of the objects, or submit the mask that the table is made of.",
            )  # fmt: skip
        elif unused:
            total = sum(some.size for some in labels.values())
            yield self._told(
                table, _MORE, Severity.NOTE,
                f"{unused:,} of {total:,} labels of the mask stand for no object of the table.",
                "That is right where objects were left out on purpose, such as those of poor quality.",
            )  # fmt: skip

    def _unread(self, table: Seen, mask: Seen, reason: str) -> Finding:
        message = f"The labels of the mask {mask.file.name} were not compared: {reason}."
        fix = "Write the mask as OME-TIFF of whole numbers in tiles, compressed by zlib."
        return self._told(table, _UNREAD, Severity.NOTE, message, fix)

    def _told(self, table: Seen, code: str, severity: Severity, message: str, fix: str) -> Finding:
        return finding(table, code, severity, message, fix=fix, requirement=self.rules.requirement)


def _header(name: str, spellings: Sequence[str], headers: Sequence[str]) -> str | None:
    return next((one for one in (name, *spellings) if one in headers), None)


def _count_absent(numbers: pl.Series, labels: Labels) -> int:
    known = numbers.drop_nulls().to_numpy()
    return numbers.null_count() + int((~np.isin(known, labels)).sum())
