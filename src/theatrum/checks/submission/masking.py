"""Names that may identify a person, as a report may show them: what was found in them is a class and a hash.

A report names files, sheets and columns in many places, so all of its texts are gone through once, at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from theatrum.checks.findings import Finding, Group, Match
from theatrum.checks.report.document import Input, NotChecked
from theatrum.checks.report.hiding import FAMILY

# A shorter text stands in many words by chance, so it is masked where the whole name is known only.
_SHORTEST = 5
_DIGITS = 8


@dataclass(slots=True)
class Masks:
    """Names in which something was found, each with what is shown in its place."""

    _names: dict[str, str] = field(default_factory=dict, repr=False)
    _texts: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, name: str, findings: Sequence[Finding]) -> None:
        """Keep what was found in a name, which is a part of a path, a sheet or a header."""
        shown, end = "", 0
        for finding in sorted(findings, key=lambda one: one.match.offset if one.match else 0):
            match = finding.match
            if match is None or match.offset < end:
                continue
            mask = _mask(finding, match)
            text = name[match.offset : match.offset + match.length]
            shown, end = shown + name[end : match.offset] + mask, match.offset + match.length
            if len(text) >= _SHORTEST:
                self._texts[text] = mask
        self._names[name] = shown + name[end:]
        self._texts[name] = self._names[name]

    def name(self, name: str) -> str:
        """Return a name, or a path of names, as it is shown."""
        if not self._names:
            return name
        return self._names.get(name) or "/".join(self._names.get(part, part) for part in name.split("/"))

    def groups(self, groups: Iterable[Group]) -> list[Group]:
        """Return the groups without any of the names."""
        given = list(groups)
        if not self._names:
            return given
        texts = self._masked({text for group in given for text in _texts_of(group.finding)})
        return [replace(group, finding=self._finding(group.finding, texts)) for group in given]

    def inputs(self, inputs: Iterable[Input]) -> list[Input]:
        """Return the inputs without any of the names."""
        given = list(inputs)
        texts = self._masked({one.how_recognised for one in given})
        return [
            replace(
                one, file=self.name(one.file), sheet=self._optional(one.sheet), how_recognised=texts[one.how_recognised]
            )
            for one in given
        ]

    def not_checked(self, left: Iterable[NotChecked]) -> list[NotChecked]:
        """Return what was not checked without any of the names."""
        given = list(left)
        texts = self._masked({text for one in given for text in (one.what, one.why)})
        return [NotChecked(what=texts[one.what], why=texts[one.why], file=self._optional(one.file)) for one in given]

    def frame(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a table whose headers are shown as findings show them."""
        masked = {header: self._names[header] for header in frame.columns if header in self._names}
        kept = {*frame.columns} - {*masked}
        if len(kept | {*masked.values()}) < frame.width:  # two headers that differ in their case only
            masked = {header: f"{name} {place}" for place, (header, name) in enumerate(masked.items(), start=1)}
        return frame.rename(masked) if masked else frame

    def _optional(self, name: str | None) -> str | None:
        return None if name is None else self.name(name)

    def _finding(self, finding: Finding, texts: dict[str, str]) -> Finding:
        return replace(
            finding,
            file=self._optional(finding.file),
            sheet=self._optional(finding.sheet),
            column=self._optional(finding.column),
            message=texts[finding.message],
            fix=texts.get(finding.fix or "", finding.fix),
            value=texts.get(finding.value or "", finding.value),
            place=texts.get(finding.place or "", finding.place),
            suggestions=tuple(texts[one] for one in finding.suggestions),
        )

    def _masked(self, texts: set[str]) -> dict[str, str]:
        """Return each text with what is shown in its place: all of them gone through at once."""
        given = list(texts)
        if not self._texts:
            return dict(zip(given, given, strict=True))
        # Of what begins at the same place the longest counts.
        wanted = sorted(self._texts, key=len, reverse=True)
        shown = pl.Series(given, dtype=pl.String).str.replace_many(
            wanted, [self._texts[one] for one in wanted], leftmost=True
        )
        return dict(zip(given, shown.to_list(), strict=True))


def _texts_of(finding: Finding) -> Iterator[str]:
    yield finding.message
    yield from finding.suggestions
    yield from (text for text in (finding.fix, finding.value, finding.place) if text)


def _mask(finding: Finding, match: Match) -> str:
    kind = finding.code.removeprefix(FAMILY).replace("_", " ")
    return f"[{kind} {match.digest[:_DIGITS]}]"
