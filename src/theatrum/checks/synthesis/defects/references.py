"""Defects of links between rows: what a row names is not there, is of the wrong kind, or is the row itself."""

from theatrum.checks.synthesis.defects.bench import AddedFile, Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter


def participant(bench: Bench) -> Planted:
    """Add a record of a participant who is not there."""
    place = bench.filled(lambda part, name: name == part.person and bool(part.ages))
    row = bench.add(place.part, dict(place.row))
    old = row[place.column]
    row[place.column] = bench.free_id(bench.plan.participant_kind)
    done = "A record was added of a participant who is nowhere else."
    return Planted(component=place.part.name, row=row, column=place.column, done=done, mend=f"Write {old}.")


def specimen(bench: Bench) -> Planted:
    """Let a file come from a specimen that is not there."""
    added = bench.added_files(bench.families()[0])[0]
    found = bench.numbered(bench.plan.specimen_kind, _owner(bench, added))
    return added.at(added.part.parent).write(found, "A specimen was named that is not there.")


def file(bench: Bench) -> Planted:
    """Let a file come from a file that is not there."""
    added = _last_level(bench)
    found = bench.numbered(bench.plan.file_kind, _owner(bench, added))
    return added.at(added.part.parent).write(found, "A file was named that is not there.")


def adjacent(bench: Bench) -> Planted:
    """Name a neighbour that is not there."""
    kinds = (bench.plan.specimen_kind,)
    place = bench.filled(lambda part, name: part.links.get(name) == kinds and name != part.parent)
    found = bench.free_id(bench.plan.specimen_kind)
    return place.write(found, "A neighbour was named that is not there.")


def itself(bench: Bench) -> Planted:
    """Let a file come from itself."""
    added = _last_level(bench)
    return added.at(added.part.parent).write(added.row[added.part.key or ""], "The file's own identifier was written.")


def cycle(bench: Bench) -> Planted:
    """Let two files come from each other."""
    first, second = _pair_of_one_level(bench)
    key, parent = first.part.key or "", first.part.parent
    old = first.row[parent or ""]
    second.at(parent).write(first.row[key], "")
    planted = first.at(parent).write(second.row[key], "Two files were made each other's parent.")
    planted.mend = f"Write {old}, and correct the parent of the other file too."
    return planted


def parent_kind(bench: Bench) -> Planted:
    """Let a file of the first level come from another file."""
    first, second = (bench.added_files(bench.families()[0])[0] for _ in range(2))
    return second.at(second.part.parent).write(first.row[first.part.key or ""], "A file was named as the parent.")


def other_participant(bench: Bench) -> Planted:
    """Give a file an identifier that begins with another participant than its specimen's."""
    added = bench.added_files(bench.families()[0])[-1]
    own = _owner(bench, added)
    others = [one.person.id for one in bench.workshop.subjects if one.person.id != own]
    if not others:
        raise NoPlace("there is one participant only: ask for more")
    found = bench.numbered(bench.plan.file_kind, others[0])
    planted = added.at(added.part.key).write(found, "The identifier was begun with another participant.")
    # It is told where the two are compared.
    planted.column = added.part.parent
    return planted


def pool(bench: Bench) -> Planted:
    """Give a file of one participant the identifier of a pooled one."""
    slot = bench.plan.forms.pooled_slot
    if slot is None:
        raise NoPlace("the profile has no pooled identifiers")
    added = bench.added_files(bench.families()[0])[-1]
    found = bench.numbered(bench.plan.file_kind, bench.workshop.owner(slot))
    return added.at(added.part.key).write(found, "The identifier of a pool was written.")


PLANTERS: dict[str, Planter] = {
    "reference-participant": participant,
    "reference-specimen": specimen,
    "reference-file": file,
    "reference-adjacent": adjacent,
    "reference-self": itself,
    "reference-cycle": cycle,
    "reference-parent-kind": parent_kind,
    "reference-participant-differs": other_participant,
    "reference-pool": pool,
}


def _owner(bench: Bench, added: AddedFile) -> str:
    """Return what the identifier of a file begins with."""
    found = bench.plan.forms.parse(added.row[added.part.key or ""])
    return (found.participant if found else None) or bench.free_id(bench.plan.participant_kind)


def _last_level(bench: Bench) -> AddedFile:
    """Return an added file of the last level of an assay, of whose levels no rule of presence asks anything."""
    asked = {name for rule in bench.plan.links.presence for name in rule.when.components if rule.per}
    for part in bench.families():
        followers = bench.followers(part)
        if followers and not asked & set(followers):
            return bench.added_files(part)[-1]
    raise NoPlace("no assay of the profile has several levels")


def _pair_of_one_level(bench: Bench) -> tuple[AddedFile, AddedFile]:
    """Return two added files of a component whose files may be made from files of the same component."""
    first, second = _last_level(bench), _last_level(bench)
    if not any(first.part.name in parent.components for parent in first.part.parents):
        raise NoPlace("no file may be made from a file of its own level")
    return first, second
