"""Defects of what must be there for other rows: taken out as the profile's rules of presence say."""

from theatrum.checks.profile.link_shapes import LinkRules, PresenceRule
from theatrum.checks.synthesis.defects.bench import AddedFile, Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter

PREFIX = "presence-"


def plantable(links: LinkRules) -> list[PresenceRule]:
    """Return the rules that can be broken by leaving something out, and not by more than that."""
    return [rule for rule in links.presence if not rule.per or _can_be_left_out(links, rule)]


def presences(bench: Bench) -> dict[str, Planter]:
    """Return what breaks the rules of presence, by the name of the class."""
    return {PREFIX + rule.rule: _breaking(rule) for rule in plantable(bench.plan.links)}


def _can_be_left_out(links: LinkRules, rule: PresenceRule) -> bool:
    """Return whether a level can be left out so that what is left still has parents that it may have."""
    if rule.when.where or rule.needs.where:
        return False
    parents = {name: _parents(links, name) for name in (*rule.when.components, *rule.needs.components)}
    above = frozenset().union(*(parents[name] for name in rule.needs.components)) - set(rule.needs.components)
    below = [name for name in rule.when.components if parents[name] & set(rule.needs.components)]
    return len(below) < len(rule.when.components) or any(parents[name] & above for name in below)


def _parents(links: LinkRules, component: str) -> frozenset[str]:
    rules = (rule for rule in links.parents if component in rule.components)
    return frozenset(name for rule in rules for accepted in rule.accepts for name in accepted.components)


def _breaking(rule: PresenceRule) -> Planter:
    def plant(bench: Bench) -> Planted:
        return _without_level(bench, rule) if rule.per else _without_records(bench, rule)

    return plant


def _without_level(bench: Bench, rule: PresenceRule) -> Planted:
    """Take one level out of an assay that was added; what was made from it comes from the level before, or goes too."""
    for first in bench.families():
        if not {first.name, *bench.followers(first)} & set(rule.needs.components):
            continue
        specimen = bench.added_specimen()
        added = bench.added_files(first, specimen)
        gone = [one for one in added if one.part.name in rule.needs.components]
        gone += [one for one in added if _hangs(one, gone) and not _moved_up(one, gone, added)]
        _remove(bench, gone)
        if any(one not in gone and one.part.name in rule.when.components for one in added):
            # It is told of what the files come from.
            part = bench.plan.specimens
            row = next(row for row in bench.draft.rows(part.name) if row.get(part.key or "") == specimen.id)
            done = f"What {rule.rule} asks for was left out of the files of this specimen."
            return Planted(component=part.name, row=row, column=part.key, done=done, mend=rule.fix)
    raise NoPlace("no assay has that level")


def _keys(files: list[AddedFile]) -> set[str]:
    return {one.row[one.part.key or ""] for one in files}


def _parents_of(one: AddedFile) -> set[str]:
    return set(one.row.get(one.part.parent or "", "").split(","))


def _hangs(one: AddedFile, gone: list[AddedFile]) -> bool:
    return one not in gone and bool(_parents_of(one) & _keys(gone))


def _moved_up(one: AddedFile, gone: list[AddedFile], added: list[AddedFile]) -> bool:
    """Let a file come from what its parent came from; return whether that is allowed."""
    parent = next(other for other in gone if other.row[other.part.key or ""] in _parents_of(one))
    above = [other for other in added if other.row[other.part.key or ""] in _parents_of(parent)]
    allowed = {name for accepted in one.part.parents for name in accepted.components}
    if not above or not all(other.part.name in allowed for other in above):
        return False
    one.row[one.part.parent or ""] = parent.row[parent.part.parent or ""]
    return True


def _remove(bench: Bench, gone: list[AddedFile]) -> None:
    for one in gone:
        rows = bench.draft.rows(one.part.name)
        rows[:] = [row for row in rows if row is not one.row]
        bench.draft.files.remove(one.file)


def _without_records(bench: Bench, rule: PresenceRule) -> Planted:
    """Take all records out that others need."""
    needed = [name for name in rule.needs.components if name in bench.plan.parts]
    if not needed or any(bench.draft.rows(name) and not bench.is_free(name) for name in needed):
        raise NoPlace("what would have to be left out has another defect")
    for part in (bench.plan.parts[name] for name in rule.when.components if name in bench.plan.parts):
        row = next((row for row in bench.draft.rows(part.name) if set(rule.when.where) <= set(row)), None)
        if row is not None:
            row |= {column: (test.one_of or ("true",))[0] for column, test in rule.when.where.items()}
            for name in needed:
                bench.draft.rows(name).clear()
            done = f"All rows of {' and '.join(needed)} were taken out."
            return Planted(component=part.name, row=bench.take(row), done=done, mend=rule.fix)
    raise NoPlace("no row asks for it")
