"""What inspectors are asked, and what they say: facts, findings, texts for the detectors, pictures for a reviewer.

An inspector is a function ``inspect(file: Bytes, notes: Notes) -> None`` in a module of its format. It reads header,
tail and samples, or everything where ``notes.asked.is_full``; it writes what it sees into ``notes``; it raises
``Unreadable`` where the file breaks off or is not of its format. What it noted before stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.privacy.hits import Kind, Where
from theatrum.checks.profile.inspection_shapes import Inspections

Fact = str | int | float | bool | tuple[str, ...]
"""What a header says, such as SIZE_X or the names of channels. No free text of a header is a fact."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked at, and what is said about the file elsewhere.

    ``name`` is the file's, without folders; ``declared`` its row or annotations under the model's names; ``component``
    what it is submitted as. ``is_full`` reads everything where an inspector has a use for it. ``rules`` are those of
    the profile, for inspectors that hold content against them. ``reads_texts`` where nobody else reads plain text.
    """

    name: str
    component: str | None = None
    declared: Mapping[str, str] = field(default_factory=dict)
    is_full: bool = False
    rules: Inspections = field(default_factory=Inspections)
    reads_texts: bool = False


@dataclass(frozen=True, slots=True)
class HeaderText:
    """A text in a header, for the detectors: ``place`` such as ``IFD 0, ImageDescription``, ``name`` the tag's.

    ``where`` is what kind of text it is: that of a header as a rule, the name of a member, a cell of a table.
    """

    place: str
    name: str
    text: str = field(repr=False)
    where: Where = Where.HEADER


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A field that must not be there, whatever stands in it: a patient's name, a time of acquisition."""

    kind: Kind
    place: str
    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Noted:
    """Something wrong with the file as such. ``code`` is ``format.`` and a word; a profile may change severities.

    ``requirement`` is that of a rule of the profile which the inspector was given.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    place: str | None = None
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the data, for a reviewer: ``kind`` is ``label``, ``macro``, ``thumbnail`` or ``photo``.

    ``place`` leads to it; ``index`` is its number among the file's pictures (directories of a TIFF). Sizes in pixels.
    """

    kind: str
    place: str
    index: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive: its path there, its size in bytes, and its label where its first bytes were read.

    A path may hold what identifies somebody, so ``place`` (``member 12``, in a nested archive ``member 12: member 3``)
    stands for it in all notes. ``label`` is a kind of ``registry``.
    """

    path: str = field(repr=False)
    size: int
    label: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen of a file. ``label`` is its kind, ``read`` bytes that were read or made by decompressing.

    ``stopped`` is the part of the budget that ran out before the end: ``bytes``, ``structures``, ``texts`` or
    ``depth``. ``was_full`` where everything was read that the inspector has a use for, ``was_listed`` where all members
    of an archive are in ``members``.
    """

    label: str | None
    facts: Mapping[str, Fact]
    texts: tuple[HeaderText, ...] = field(repr=False)
    forbidden: tuple[Forbidden, ...] = field(repr=False)
    noted: tuple[Noted, ...]
    pictures: tuple[Picture, ...]
    members: tuple[Member, ...]
    was_full: bool
    read: int
    stopped: str | None
    was_listed: bool = False


@dataclass(slots=True)
class Notes:
    """What an inspector writes down. Each note counts against the budget, so hostile headers end somewhere."""

    asked: Asked
    budget: Budget
    place: str = ""  # of an archive's member: put in front of all places
    facts: dict[str, Fact] = field(default_factory=dict)
    texts: list[HeaderText] = field(default_factory=list, repr=False)
    forbidden: list[Forbidden] = field(default_factory=list, repr=False)
    noted: list[Noted] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    label: str | None = None  # what kind of file it is, by its first bytes
    was_full: bool = False
    was_listed: bool = False  # an archive, to its end

    def fact(self, name: str, value: Fact) -> None:
        """Note what the header says. Facts have the model's names where it has one."""
        self.facts.setdefault(name, value)

    def text(self, place: str, name: str, text: str, *, where: Where = Where.HEADER) -> None:
        """Hand a text of the header to the detectors. Raises BudgetSpent."""
        if text:
            self.budget.spend(structures=1, texts=len(text))
            self.texts.append(HeaderText(self.placed(place), name, text, where))

    def forbid(self, kind: Kind, place: str, name: str, text: str) -> None:
        """Note a field that must be empty and is not. Raises BudgetSpent."""
        self.budget.spend(structures=1, texts=len(text))
        self.forbidden.append(Forbidden(kind, self.placed(place), name, text))

    def note(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        fix: str,
        place: str | None = None,
        requirement: str | None = None,
    ) -> None:
        """Note what is wrong with the file. Raises BudgetSpent."""
        self.budget.spend(structures=1)
        self.noted.append(Noted(code, severity, message, fix, self.placed(place or "") or None, requirement))

    def member(self, member: Member) -> None:
        """Note an entry of an archive. Who lists the archive counts it."""
        self.members.append(replace(member, place=self.placed(member.place)))

    def placed(self, place: str) -> str:
        """Return a place as it is told: behind that of the archive's member it is in."""
        return f"{self.place}: {place}" if self.place and place else self.place or place
