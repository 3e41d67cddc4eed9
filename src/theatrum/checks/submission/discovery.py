"""Finds out what the files and folders of a submission are, and says by what it knew."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.found import Confidence, Found, Guess, Role, Submission
from theatrum.checks.submission.listing import ROOT, Listed, entries_of
from theatrum.checks.submission.naming import shown
from theatrum.checks.submission.own_reports import is_own_report, is_workbook
from theatrum.checks.submission.peek import ONLY_TABLES, WEAK_ENDINGS, Peek, is_table_name, peek
from theatrum.checks.submission.recognition import Recogniser
from theatrum.checks.submission.vocabulary import Sign
from theatrum.checks.submission.walk import Entry, Walk, unreadable
from theatrum.checks.tables.source import Source as TableSource

# So many folders above a given one may complete the path of a leaf.
_ABOVE = 4


def discover(
    paths: Sequence[Path], profile: Profile, recogniser: Recogniser, *, component: str | None = None
) -> Submission:
    """Walk files and folders, and say of each file what it is. Tables are opened for their headers only.

    ``component`` is what every table is, in any spelling. Raises UnknownComponent, and PathUnusable for a path that
    does not exist.
    """
    given = recogniser.named(component) if component else None
    walk = Walk(recogniser.left_out)
    discovery = _Discovery(profile, recogniser, given, Submission())
    given_files = {os.path.abspath(path) for path in paths}  # noqa: PTH100  # as the walk names them
    for entry in walk.entries(paths):
        if entry.path in given_files or not discovery.is_report(entry):
            discovery.add(entry)
    discovery.finish()
    submission = discovery.submission
    submission.ignored += walk.ignored.total()
    submission.groups = [*walk.groups, *submission.groups, *_left_out(walk)]
    return submission


def discover_listed(listed: Sequence[Listed], profile: Profile, recogniser: Recogniser) -> Submission:
    """Say of each file of a list what it is, by its path and, of a table, its headers: no file is looked at.

    Paths stand below a folder of the name ``ROOT``.
    """
    headers = {f"{ROOT}/{one.name}": one.header for one in listed}

    def tops(entry: Entry) -> list[Peek]:
        header = headers.get(entry.path, "")
        return peek(TableSource("header.tsv" if "\t" in header else "header.csv", content=header.encode()))

    discovery = _Discovery(profile, recogniser, None, Submission(), tops)
    for entry in entries_of(listed, recogniser.left_out):
        discovery.add(entry)
    discovery.submission.ignored += len(listed) - len(discovery.submission.files) - len(discovery.submission.tables)
    return discovery.submission


def _on_disk(entry: Entry) -> list[Peek]:
    return peek(TableSource(entry.name, Path(entry.path)))


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a file lies: what its folders say, and its path below the release's folder."""

    sign: Sign | None
    place: str


class _Discovery:
    def __init__(
        self,
        profile: Profile,
        recogniser: Recogniser,
        given: str | None,
        submission: Submission,
        tops: Callable[[Entry], list[Peek]] = _on_disk,
    ) -> None:
        self.submission = submission
        self._tops = tops
        self._profile = profile
        self._recogniser = recogniser
        self._given = given
        self._reports: list[Entry] = []
        self._known: dict[tuple[str, str], tuple[Sign | None, str]] = {}
        named = {profile.folder_name(kind, number) for kind in FolderKind for number in profile.releases}
        more = {name for kind in FolderKind for n in profile.releases for name in profile.folder_aliases(kind, n)}
        self._release_folders = frozenset(name.casefold() for name in named | more)

    def is_report(self, entry: Entry) -> bool:
        """Say whether a file is a report of an earlier check, and keep it in mind."""
        try:
            is_own = entry.size is not None and is_own_report(Path(entry.path))
        except OSError:
            return False  # looking at what it is tells why
        if is_own:
            self._reports.append(entry)
        return is_own

    def finish(self) -> None:
        """Leave the reports out, and say so; marked workbooks only where they are not all that there is."""
        is_alone = not self.submission.tables
        for entry in self._reports:
            if is_alone and is_workbook(Path(entry.path)):
                self.add(entry)
                continue
            self.submission.ignored += 1
            fix = "To check what you corrected in it, give it alone." if is_workbook(Path(entry.path)) else None
            message = "This is the report of an earlier check. It was left out."
            self._tell(entry, ("file.ignored", Severity.NOTE, message, fix))

    def add(self, entry: Entry) -> None:
        """Decide what one file is."""
        where = self._where(entry)
        if entry.size is not None and is_table_name(entry.path):
            self._add_table(entry, where)
        else:
            self._add_file(entry, where)

    def _add_table(self, entry: Entry, where: _Where) -> None:
        try:
            tops = self._tops(entry) or [Peek()]
        except OSError as error:
            self._tell(entry, unreadable(error))
            return
        sheets = [(top, self._guess(entry, where, top, alone=len(tops) == 1)) for top in tops]
        if self._is_data(entry, where, sheets):
            self._add_file(entry, where)
            return
        for top, guessed in sheets:
            guess = self._modelled(entry, top, guessed)
            self._tell_doubts(entry, top, guess)
            self.submission.tables.append(_found(entry, where, Role.TABLE, guess, top.sheet))

    def _guess(self, entry: Entry, where: _Where, top: Peek, *, alone: bool) -> Guess:
        if self._given and (alone or self._recogniser.shares(top.headers, self._given)):
            return Guess(component=self._given, how="given by --component", confidence=Confidence.GIVEN)
        return self._recogniser.judge(
            top.headers, name=entry.name, place=where.sign, sheet=top.sheet, first_row=top.first_row
        )

    def _modelled(self, entry: Entry, top: Peek, guess: Guess) -> Guess:
        """Take a component that the tree has and the version of the model has not as none, and tell."""
        if guess.component is None or guess.component in self._recogniser.modelled:
            return guess
        message = f"This is a table of {guess.component}, which this version of the data model does not have."
        fix = "Check it against a version that has it: --model."
        self._tell(entry, ("file.component_unknown", Severity.WARNING, message, fix), top.sheet)
        return replace(guess, component=None)

    def _is_data(self, entry: Entry, where: _Where, sheets: Sequence[tuple[Peek, Guess]]) -> bool:
        """Say whether what could be a table is one of the files that tables describe."""
        if any(guess.confidence is Confidence.GIVEN for _, guess in sheets) and not self._is_of_files(where.sign):
            return False
        if self._is_of_files(where.sign):
            return not any(self._recogniser.is_metadata(top.headers, entry.name) for top, _ in sheets)
        if entry.name.casefold().endswith(ONLY_TABLES) and any(top.headers for top, _ in sheets):
            return False  # nobody else reads its cells
        is_weak = entry.name.casefold().endswith(WEAK_ENDINGS)
        return is_weak and not any(guess.component for _, guess in sheets)

    def _is_of_files(self, sign: Sign | None) -> bool:
        return sign is not None and {self._recogniser.kinds.get(name) for name in sign.components} == {"file"}

    def _add_file(self, entry: Entry, where: _Where) -> None:
        components = tuple(sorted(where.sign.components)) if where.sign else ()
        component = components[0] if len(components) == 1 else None
        is_known = self._profile.overlay.files.format_named(entry.name) is not None
        role = Role.DATA if self._is_of_files(where.sign) or is_known else Role.OTHER
        how = f"by folder {where.sign.said_by}" if where.sign else ""
        guess = Guess(component=component, how=how, candidates=() if component else components)
        self.submission.files.append(_found(entry, where, role, guess, None))

    def _where(self, entry: Entry) -> _Where:
        folder, _, name = entry.path.rpartition(os.sep)
        if (entry.root, folder) not in self._known:
            self._known[entry.root, folder] = self._placed(entry, Path(folder))
        sign, below = self._known[entry.root, folder]
        return _Where(sign, f"{below}/{name}" if below else name)

    def _placed(self, entry: Entry, folder: Path) -> tuple[Sign | None, str]:
        """Return what a folder says, and its path below the release's folder."""
        above, inside = folder.parts[1:], PurePosixPath(entry.name).parent.parts
        release = next(
            (at for at in reversed(range(len(above))) if above[at].casefold() in self._release_folders), None
        )
        if release is not None:
            below = above[release + 1 :]
            return self._sign(below), "/".join(below)
        own = len(Path(os.path.relpath(folder, entry.root)).parts)
        sign = self._sign(above[max(0, len(above) - own - _ABOVE) :])
        if sign is None or not (sign.is_leaf and "/" in sign.said_by):
            sign = self._sign(above[max(0, len(above) - own - 1) :])
        leaf = self._recogniser.leaf(next(iter(sign.components))) if sign and len(sign.components) == 1 else None
        return sign, "/".join((leaf.path, *sign.below) if leaf and sign else inside)

    def _sign(self, folders: Sequence[str]) -> Sign | None:
        return self._recogniser.vocabulary.by_folder("/".join(folders)) if folders else None

    def _tell_doubts(self, entry: Entry, top: Peek, guess: Guess) -> None:
        if guess.conflict:
            said, how = guess.conflict.said, guess.conflict.how_said.removeprefix("by ")
            seen = guess.conflict.headers.removeprefix("by headers: ")
            leaf = self._recogniser.leaf(guess.component)
            message = f"The {how} says {said}, and the headers ({seen}) say {guess.component}: it was checked as that."
            fix = f"Move it to {leaf.path if leaf else 'the folder of its component'}, or name what it is: --component."
            self._tell(entry, ("file.component_mismatch", Severity.WARNING, message, fix), top.sheet)
        elif guess.candidates:
            among = " or ".join(guess.candidates)
            message = f"This table may be {among}; it was checked as a table of no component."
            fix = "Put it into the folder of its component, or name what it is: --component."
            self._tell(entry, ("file.component_ambiguous", Severity.WARNING, message, fix), top.sheet)

    def _tell(self, entry: Entry, told: tuple[str, Severity, str, str | None], sheet: str | None = None) -> None:
        code, severity, message, fix = told
        requirement = "R80" if code.startswith("file.component") else None
        finding = Finding(
            code=code,
            severity=severity,
            message=message,
            fix=fix,
            file=shown(entry.name),
            sheet=sheet,
            source=Source.READING,
            requirement=requirement,
        )
        self.submission.groups.append(Group(finding))


def _found(entry: Entry, where: _Where, role: Role, guess: Guess, sheet: str | None) -> Found:
    return Found(
        path=Path(entry.path),
        name=shown(entry.name),
        role=role,
        component=guess.component,
        how=shown(guess.how),
        sheet=sheet,
        confidence=guess.confidence,
        candidates=tuple(guess.candidates),
        place=where.place,
        size=entry.size,
    )


def _left_out(walk: Walk) -> Iterator[Group]:
    for folder, count in sorted(walk.ignored.items()):
        files = f"{count:,} file{'s' if count != 1 else ''}"
        what = f"{files} of this folder" if folder else f"{files} that people do not see, such as .DS_Store,"
        message = f"{what} {'is' if count == 1 else 'are'} no part of the submission and left out."
        yield Group(
            Finding(
                code="file.ignored",
                severity=Severity.NOTE,
                message=message,
                file=shown(folder) or None,
                source=Source.READING,
            )
        )
