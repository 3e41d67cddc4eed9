"""Defects of data files, and between them and the rows about them. Each is in a file that was added for it."""

from dataclasses import replace

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.contents.content import filler
from theatrum.checks.synthesis.contents.formats import MAKERS
from theatrum.checks.synthesis.defects.bench import AddedFile, Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter


def missing(bench: Bench) -> Planted:
    """Take a file away and keep its row."""
    added = _added(bench)
    bench.draft.files.remove(added.file)
    place = added.at(bench.path_column)
    done = "The file was taken away."
    return Planted(component=added.part.name, row=added.row, column=place.column, done=done, mend="Put the file there.")


def not_annotated(bench: Bench) -> Planted:
    """Put a file there that no row is about."""
    source = _added(bench).file
    path = source.path.replace(".", "_copy.", 1)
    bench.draft.files.append(replace(source, path=path))
    return Planted(file=path, done="A file was added without a row.", mend="Add a row for it, or take it out.")


def format_differs(bench: Bench) -> Planted:
    """Name another format that the component takes than the file's name says."""
    for part in bench.families():
        added = bench.added_files(part)[0]
        others = [text for text in _accepted(bench, added.part) if not _is_called(bench, added, text)]
        usable = [text for text in others if not bench.problems(added.part, added.row | {bench.format_column: text})]
        if usable:
            return added.at(bench.format_column).write(usable[0], "Another format was written.")
    raise NoPlace("no component takes two formats")


def name_characters(bench: Bench) -> Planted:
    """Put a blank and a bracket into a file's name."""
    added = _added(bench)
    folder, _, name = added.file.path.rpartition("/")
    _move(bench, added, f"{folder}/{name.replace('_', '(', 1).replace('.', ').', 1)}")
    done = "Brackets were put into the name."
    return Planted(file=added.file.path, done=done, mend=f"Call it {name}, here and in its row.")


def empty(bench: Bench) -> Planted:
    """Put nothing into a file."""
    added = _added(bench)
    added.file.replaced = b""
    return Planted(file=added.file.path, done="The file was emptied.", mend="Put its content back.")


def small(bench: Bench) -> Planted:
    """Make a file smaller than files of its format are."""
    rules = bench.plan.profile.overlay.files
    for part in bench.families():
        added = bench.added_files(part)[0]
        if rules.floor(added.part.name, added.row[bench.format_column]):
            added.file.content = replace(added.file.content, least=0)
            content = MAKERS[added.file.ending](added.file.content)
            if len(content) <= rules.floor(added.part.name, added.row[bench.format_column]):
                added.file.replaced = content
                return Planted(file=added.file.path, done="Most of the file was left out.", mend="Put it back.")
    raise NoPlace("no file has a size that it must exceed")


def content(bench: Bench) -> Planted:
    """Put other bytes into a file than its name says."""
    added = _added(bench)
    size = max(added.file.content.least, 200)
    added.file.replaced = b"PK\x03\x04" + filler(size, bytes(range(256)))
    done = "Its content was replaced by that of an archive."
    return Planted(file=added.file.path, done=done, mend="Put its content back.")


def not_accepted(bench: Bench) -> Planted:
    """Give a file the ending of a format that its component does not take."""
    for part in bench.families():
        added = bench.added_files(part)[0]
        taken = bench.plan.profile.overlay.files.accepted_for(part.name, part.component.version)
        if taken is None or "csv" in taken.all_formats():
            continue
        stem = added.file.path.removesuffix("." + added.file.ending)
        _move(bench, added, f"{stem}.docx")
        done = "The file got the ending of a text document."
        return Planted(file=added.file.path, done=done, mend=f"Call it {stem}.{added.file.ending}, in its row too.")
    raise NoPlace("no component says which formats it takes")


def controlled(bench: Bench) -> Planted:
    """Call a file of a component that is open to all as files under controlled access are called."""
    rules = bench.plan.profile.overlay.files
    for part in bench.families():
        if rules.tier(part.name) == "open" and rules.access.confined_endings:
            added = bench.added_files(part)[0]
            stem = added.file.path.removesuffix("." + added.file.ending)
            _move(bench, added, stem + rules.access.confined_endings[0])
            done = "The file got the ending of files under controlled access."
            mend = f"Call it {stem}.{added.file.ending}, in its row too."
            return Planted(file=added.file.path, done=done, mend=mend)
    raise NoPlace("the profile keeps no format out of what is open to all")


def twice(bench: Bench) -> Planted:
    """Describe a file in a second row."""
    first, second = _added(bench), _added(bench)
    bench.draft.files.remove(second.file)
    place = second.at(bench.path_column)
    return place.write(first.file.path, "The row was made about a file that has a row already.")


PLANTERS: dict[str, Planter] = {
    "file-missing": missing,
    "file-not-annotated": not_annotated,
    "file-format-differs": format_differs,
    "file-name-characters": name_characters,
    "file-empty": empty,
    "file-small": small,
    "file-content": content,
    "file-format": not_accepted,
    "file-controlled": controlled,
    "file-twice": twice,
}


def _added(bench: Bench) -> AddedFile:
    """Return the last file of an assay that was added for this: nothing is made from it."""
    return bench.added_files(bench.families()[0])[-1]


def _move(bench: Bench, added: AddedFile, path: str) -> None:
    """Rename a file, in its row too."""
    added.file.path = path
    added.row[bench.path_column] = path


def _is_called(bench: Bench, added: AddedFile, name: str) -> bool:
    """Return whether the name of a file may say a format."""
    return added.file.path.endswith(bench.plan.profile.overlay.files.format(name).endings)


def _accepted(bench: Bench, part: Part) -> tuple[str, ...]:
    taken = bench.plan.profile.overlay.files.accepted_for(part.name, part.component.version)
    return taken.accepted if taken else ()
