"""Listing an archive: what is wrong with its members' paths, and which names it holds."""

from collections import Counter
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.archives import paths
from theatrum.checks.formats.archives.entries import Entry, EntryKind
from theatrum.checks.formats.inspection import Member, Noted, Notes
from theatrum.checks.privacy.hits import Where

_NUMBERS = frozenset("0123456789.-_/")
_NO_TIME = 315_705_600  # the second day of 1980; ZIP knows no earlier time than the first
_SHORT = 6  # a name of digits that short is a chunk's, no date

_PACK = "Pack it again from inside its folder: tar -czf bundle.tar.gz *"
_ABOUT: dict[str, tuple[Severity, str, str]] = {
    "absolute": (Severity.ERROR, "has an absolute path", _PACK),
    "leaves": (Severity.ERROR, "has a path that leads out of the folder it is unpacked into", _PACK),
    "controls": (Severity.WARNING, "has control characters in its path", "Rename it, and pack again."),
    "long": (Severity.WARNING, "has a path that most systems cannot hold", "Use shorter names, and pack again."),
    "empty": (Severity.WARNING, "has no name", "Pack it again."),
    "link": (Severity.ERROR, "is a link that leads out of the archive", "Pack the file in place of the link."),
    "special": (Severity.ERROR, "is a device, a pipe or the like", "Leave it out, and pack again."),
    "duplicate": (Severity.WARNING, "has the path of an earlier member", "Leave one of them out, and pack again."),
    "case": (
        Severity.WARNING,
        "has the path of an earlier member, but for capitals; on some systems one takes the other's place",
        "Rename one of them.",
    ),
    "left_behind": (Severity.WARNING, "is what a file manager left behind", "Leave it out, and pack again."),
}


@dataclass(slots=True)
class Listing:
    """Takes down the members of one archive. ``place`` of a member is its number: its name may identify somebody."""

    notes: Notes
    files: int = 0
    _has_times: bool = False
    _number: int = 0
    _places: dict[str, str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _paths: set[str] = field(default_factory=set, repr=False)
    _folded: set[str] = field(default_factory=set, repr=False)
    _names: set[str] = field(default_factory=set, repr=False)
    _owners: set[str] = field(default_factory=set, repr=False)

    def add(self, entry: Entry) -> str:
        """Take down a member; return its place, such as ``member 12``. Raises BudgetSpent."""
        self._number += 1
        place = f"member {self._number}"
        self.notes.budget.spend(structures=1 + len(entry.path) // paths.LONGEST)
        if entry.kind is not EntryKind.FOLDER:
            self.files += 1
            self.notes.member(Member(entry.path, entry.size, place=place))
            self._same(entry.path, place)
        for problem in paths.problems(entry.path):
            self._tell(problem, place)
        if paths.is_left_behind(entry.path):
            self._tell("left_behind", place)
        if entry.kind is EntryKind.SPECIAL:
            self._tell("special", place)
        self._name(entry.path, place)
        return place

    def link(self, entry: Entry, place: str, *, is_symbolic: bool) -> None:
        """Look where a link leads: a symbolic one from where it is, another to a member by its path."""
        target = entry.target or ""
        leads_out = paths.link_leaves(entry.path, target) if is_symbolic else _is_outside(target)
        if leads_out:
            self._tell("link", place)
        self._name(target, place)

    def written(self, moment: int) -> None:
        """Take down when a member was last changed, in seconds since 1970."""
        self._has_times = self._has_times or moment > _NO_TIME

    def owners(self, names: tuple[str, ...], place: str) -> None:
        """Hand the names of users and groups to the detectors, each once."""
        for name in names:
            if name and name not in self._owners:
                self._owners.add(name)
                self.notes.text(place, "owner", name)

    def finish(self) -> None:
        """Note what was wrong with paths, each kind of trouble once and not counted: there are few kinds."""
        for problem, count in self._counts.items():
            severity, says, fix = _ABOUT[problem]
            more = f" The same holds for {count - 1:,} more." if count > 1 else ""
            self._note("member_" + problem, severity, f"A member {says}.{more}", fix, self._places[problem])
        if self._owners - {"root", "wheel"}:
            message = "It holds the names of the accounts that packed it."
            fix = "Pack it with --owner=0 --group=0 --numeric-owner, which GNU tar knows."
            self._note("member_owners", Severity.NOTE, message, fix)
        if self._has_times:
            message = "Its members carry the times of their last change."
            fix = "Where those could tell when somebody was examined, pack it with --mtime=@0, which GNU tar knows."
            self._note("member_times", Severity.NOTE, message, fix)

    def _note(self, code: str, severity: Severity, message: str, fix: str, place: str = "") -> None:
        self.notes.noted.append(Noted(f"format.{code}", severity, message, fix, self.notes.placed(place) or None))

    def _same(self, path: str, place: str) -> None:
        plain = paths.plain(path)
        folded = plain.casefold()
        if plain in self._paths:
            self._tell("duplicate", place)
        elif folded in self._folded:
            self._tell("case", place)
        self._paths.add(plain)
        self._folded.add(folded)

    def _name(self, path: str, place: str) -> None:
        """Hand each name of a path to the detectors once, however many members lie in its folder."""
        for step in paths.steps(path):
            if step not in self._names and not (len(step) < _SHORT and _NUMBERS.issuperset(step)):
                self._names.add(step)
                self.notes.text(place, "path", step, where=Where.NAME)

    def _tell(self, problem: str, place: str) -> None:
        self._counts[problem] += 1
        self._places.setdefault(problem, place)


def _is_outside(target: str) -> bool:
    return paths.is_absolute(target) or paths.leaves(target)
