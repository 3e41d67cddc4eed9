"""Channels of images, and markers of tables of objects, held against the tables of channels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.links.records import Records
from theatrum.checks.profile.inspection_shapes import Channels
from theatrum.checks.submission.seen import Seen, finding

_SHOWN = 3


@dataclass(slots=True)
class Panel:
    """The channels of one image, by position: their names, and what they show."""

    names: dict[int, str] = field(default_factory=dict)
    markers: list[str] = field(default_factory=list)


def panels_of(records: Iterable[Records], rules: Channels) -> dict[str, Panel]:
    """Return the channels of all tables of them, by what image and table share."""
    found: dict[str, Panel] = defaultdict(Panel)
    for one in records:
        if one.component in rules.table and {rules.index, rules.name} <= set(one.frame.columns):
            _add(one, rules, found)
    return found


def _add(one: Records, rules: Channels, panels: dict[str, Panel]) -> None:
    for row in one.frame.iter_rows(named=True):
        panel, index = panels[row.get(rules.link) or ""], str(row[rules.index] or "")
        if index.isdecimal():
            panel.names[int(index)] = (row[rules.name] or "").strip()
        if marker := (row.get(rules.markers or "") or "").strip():
            panel.markers.append(marker)


def _chosen(file: Seen, panels: Mapping[str, Panel], rules: Channels) -> list[Panel]:
    """Return the panel that the row names, or all: the data model has no such column in some versions."""
    named = file.declared.get(rules.link)
    if named:
        return [panels[named]] if named in panels else []
    return [*panels.values()]


def about_channels(file: Seen, panels: Mapping[str, Panel], rules: Channels) -> Iterator[Finding]:
    """Yield a finding where the header of an image names other channels than every panel that may be meant."""
    names = file.inspection.facts.get(rules.fact)
    chosen = _chosen(file, panels, rules)
    if not isinstance(names, tuple) or not names or not chosen:
        return
    wrong = min((_different(names, panel) for panel in chosen), key=len)
    if wrong:
        table = rules.table[0]
        counts = len(names) not in {len(panel.names) for panel in chosen}
        message = f"Its header has another number of channels than {table}."
        if not counts:
            places = ", ".join(str(place) for place in wrong[:_SHOWN])
            more = " and more" if len(wrong) > _SHOWN else ""
            message = f"Channels are named otherwise in its header than in {table}: those of index {places}{more}."
        fix = f"Write in {table} the names of the header, letter by letter, each with its index from 0."
        yield finding(
            file, "format.channels_differ", Severity(rules.severity), message, fix=fix, requirement=rules.requirement
        )


def _different(names: Sequence[str], panel: Panel) -> list[int]:
    """Return the indexes at which header and table differ; channels that the header does not name are counted only."""
    indexes = range(max(len(names), max(panel.names, default=-1) + 1))
    return [index for index in indexes if not _is_same(names, panel, index)]


def _is_same(names: Sequence[str], panel: Panel, index: int) -> bool:
    if index >= len(names) or index not in panel.names:
        return False
    return not names[index].strip() or names[index].strip() == panel.names[index]


def about_markers(file: Seen, panels: Mapping[str, Panel], rules: Channels) -> Iterator[Finding]:
    """Yield a finding where markers of a panel stand in no header of a table of objects."""
    headers = file.inspection.facts.get("OBJECT_COLUMNS")
    chosen = [panel for panel in _chosen(file, panels, rules) if panel.markers]
    if not isinstance(headers, tuple) or not chosen:
        return
    folded = [header.casefold() for header in headers]
    absent = min(
        ([one for one in panel.markers if not any(one.casefold() in name for name in folded)] for panel in chosen),
        key=len,
    )
    if absent:
        count = f"{len(absent):,} of the markers" if len(absent) > 1 else "A marker"
        message = f"{count} of {rules.table[0]} {'are' if len(absent) > 1 else 'is'} in no header of the table."
        fix = "Name columns of intensities after the markers of their channels."
        requirement = rules.objects_requirement
        yield finding(file, "format.markers_missing", Severity.WARNING, message, fix=fix, requirement=requirement)
