"""Defects of what must be there for other rows: taken out as the profile's rules of presence say."""

from theatrum.checks.profile.link_shapes import PresenceRule
from theatrum.checks.synthesis.defects.bench import AddedFile, Bench
from theatrum.checks.synthesis.defects.catalogue import PRESENCE
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter


def presences(bench: Bench) -> dict[str, Planter]:
    """Return what breaks the rules of presence, by the name of the class."""
    return {PRESENCE + rule.rule: _breaking(rule) for rule in bench.plan.links.presence}


def _breaking(rule: PresenceRule) -> Planter:
    def plant(bench: Bench) -> Planted:
        return _without_level(bench, rule) if rule.per else _without_records(bench, rule)

    return plant


def _without_level(bench: Bench, rule: PresenceRule) -> Planted:
    """Take one level out of an assay that was added, and let the next level come from the one before."""
    if rule.when.where or rule.needs.where:
        raise NoPlace("it takes more than leaving a file out")
    for first in bench.families():
        added = bench.added_files(first)
        asking = [one for one in added if one.part.name in rule.when.components]
        needed = [one for one in added if one.part.name in rule.needs.components]
        if asking and needed and all(_moved_up(one, added) for one in needed):
            for one in needed:
                bench.draft.rows(one.part.name).remove(one.row)
                bench.draft.files.remove(one.file)
            return _told(rule, asking[0])
    raise NoPlace("no assay could do without that level")


def _moved_up(gone: AddedFile, added: list[AddedFile]) -> bool:
    """Let what was made from a file come from what that file was made from; return whether that is allowed."""
    key, parent = gone.part.key or "", gone.part.parent or ""
    for one in added:
        if one.row.get(one.part.parent or "") != gone.row[key]:
            continue
        above = [other.part.name for other in added if other.row.get(other.part.key or "") == gone.row[parent]]
        if not any(set(above) & set(allowed.components) for allowed in one.part.parents):
            return False
        one.row[one.part.parent or ""] = gone.row[parent]
    return True


def _told(rule: PresenceRule, asking: AddedFile) -> Planted:
    done = f"What {rule.rule} needs was left out."
    return Planted(component=asking.part.name, row=asking.row, column=asking.part.parent, done=done, mend=rule.fix)


def _without_records(bench: Bench, rule: PresenceRule) -> Planted:
    """Take all records out that others need."""
    for name in rule.when.components:
        part = bench.plan.parts.get(name)
        rows = bench.draft.rows(name) if part else []
        asking = next((row for row in rows if all(row.get(column) for column in rule.when.where)), None)
        if part is None or asking is None:
            continue
        for column, test in rule.when.where.items():
            asking[column] = (test.one_of or ("true",))[0]
        for needed in rule.needs.components:
            bench.draft.rows(needed).clear()
        done = f"All rows of {' and '.join(rule.needs.components)} were taken out."
        return Planted(component=name, row=bench.take(asking), done=done, mend=rule.fix)
    raise NoPlace("no row asks for it")
