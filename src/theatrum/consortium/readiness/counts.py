"""Numbers of a center in a release: each file or row is in one class only."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from theatrum.checks.profile.network_shapes import Leaf
from theatrum.consortium.submissions.queries import Expected


@dataclass(slots=True)
class Counts:
    """Files, or rows, by what is known of them.

    ``excepted`` have errors, all of which an exception covers; ``pending`` are still checked or screened; ``held``
    wait for a reviewer, or are locked; ``missing`` are planned or required, and not there.
    """

    valid: int = 0
    invalid: int = 0
    excepted: int = 0
    pending: int = 0
    held: int = 0
    missing: int = 0

    @property
    def arrived(self) -> int:
        """Those that are there."""
        return self.valid + self.invalid + self.excepted + self.pending + self.held

    @property
    def total(self) -> int:
        """Those that are there, and those that are missing."""
        return self.arrived + self.missing

    def add(self, other: "Counts") -> None:
        """Add the numbers of another."""
        for one in fields(Counts):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class ComponentCounts:
    """What a center has of one component. ``counts`` are files of a component of files, else rows of tables.

    ``things`` are the files and record sets themselves, ``bytes`` what they take. ``participants`` are those of whom
    there is something, None where nobody has counted them.
    """

    leaf: Leaf
    counts: Counts = field(default_factory=Counts)
    things: int = 0
    bytes: int = 0
    expected: Expected | None = None
    is_required: bool = False
    participants: int | None = None

    @property
    def component(self) -> str:
        """The name of the component."""
        return self.leaf.component

    @property
    def is_of_files(self) -> bool:
        """Whether files are counted, not rows."""
        return self.leaf.kind == "file"

    @property
    def has_content(self) -> bool:
        """Whether anything is there."""
        return self.things > 0


@dataclass(slots=True)
class CenterCounts:
    """What a center has for a release: by component in the order of the tree, files and rows apart."""

    center_id: str
    release: int
    components: Sequence[ComponentCounts] = ()

    @property
    def files(self) -> Counts:
        """The sums of all components of files."""
        return _sum(self.components, of_files=True)

    @property
    def rows(self) -> Counts:
        """The sums of all components of tables."""
        return _sum(self.components, of_files=False)

    @property
    def totals(self) -> Counts:
        """The sums of both: for saying whether anything is invalid, not how much."""
        found = self.files
        found.add(self.rows)
        return found

    @property
    def bytes(self) -> int:
        """What all files take."""
        return sum(one.bytes for one in self.components)


def _sum(components: Sequence[ComponentCounts], *, of_files: bool) -> Counts:
    found = Counts()
    for one in components:
        if one.is_of_files is of_files:
            found.add(one.counts)
    return found
