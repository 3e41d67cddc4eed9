"""Plants the classes of defects that were asked for, one place each, and lists what is where."""

import difflib
from collections.abc import Iterable, Sequence

from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.defects import cells, counts, files, keys, names, presence, reading, references, times
from theatrum.checks.synthesis.defects.bench import Bench
from theatrum.checks.synthesis.defects.catalogue import classes_of
from theatrum.checks.synthesis.defects.defect import Defect, DefectClass, DefectUnknown, NoPlace, Planted, Planter
from theatrum.checks.synthesis.drafts import Draft
from theatrum.checks.synthesis.rendering import table_path
from theatrum.checks.synthesis.styles import Style
from theatrum.checks.synthesis.workshop import Workshop

PLANTERS: dict[str, Planter] = {
    **times.WHOLE_TABLE,
    **counts.PLANTERS,
    **cells.PLANTERS,
    **times.PLANTERS,
    **keys.PLANTERS,
    **references.PLANTERS,
    **reading.PLANTERS,
    **names.PLANTERS,
    **files.PLANTERS,
}


def checked(profile: Profile, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return names of classes as they were asked for. Raises DefectUnknown."""
    known = classes_of(profile)
    for name in (listed := tuple(wanted)):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise DefectUnknown(name=name, near=f" Did you mean {near[0]}?" if near else "")
    return listed


def plant(
    workshop: Workshop, wanted: Sequence[str], *, is_workbook: bool = False
) -> tuple[tuple[Defect, ...], tuple[tuple[str, str], ...]]:
    """Plant one defect of each class; returns them, and the classes without a place with the reason.

    Raises DefectUnknown.
    """
    bench = Bench(workshop, is_workbook=is_workbook)
    classes = classes_of(workshop.plan.profile)
    planters = presence.presences(bench) | PLANTERS | names.misreadings(bench)
    planted: list[tuple[DefectClass, Planted]] = []
    skipped: list[tuple[str, str]] = []
    chosen = set(checked(workshop.plan.profile, wanted))
    # In the order of the planters: what takes out rows or changes whole tables comes first, what adds files last.
    for name in (name for name in planters if name in chosen):
        try:
            planted.append((classes[name], planters[name](bench)))
        except NoPlace as reason:
            skipped.append((name, str(reason)))
    listed = [
        _listed(number, workshop.draft, Style(is_workbook=is_workbook), one)
        for number, one in enumerate(planted, start=1)
    ]
    return tuple(listed), tuple(skipped)


def _listed(number: int, draft: Draft, default: Style, pair: tuple[DefectClass, Planted]) -> Defect:
    kind, planted = pair
    table = draft.tables[planted.component] if planted.component else None
    style = draft.styles.get(planted.component or "", default)
    return Defect(
        id=number,
        name=kind.name,
        codes=kind.codes,
        also=(*kind.also, *planted.also),
        severity=kind.severity,
        file=table_path(table, style) if table else planted.file or "",
        sheet=table.part.name[:31] if table and style.is_workbook else None,
        component=planted.component,
        row=table.number_of(planted.row) if table and planted.row is not None else None,
        column=planted.column,
        done=planted.done,
        mend=planted.mend,
    )
