"""What the overlay says of files: their formats, names, sizes, and who may have them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from theatrum.checks.profile.identifier_shapes import ComponentNames, Requirement
from theatrum.checks.profile.shape import TUPLE, AttributeName, Key, Shape, Text
from theatrum.checks.profile.versions import VersionRanges, holds_for

# As it is written in a cell: the ending of the name without its first dot, as a rule.
FormatName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")]
FormatNames = Annotated[tuple[FormatName, ...], TUPLE]
Ending = Annotated[str, StringConstraints(pattern=r"^\.[a-z0-9.]+$")]
Texts = Annotated[tuple[str, ...], TUPLE]
Magic = Literal[
    "bam", "bzip2", "cram", "czi", "dicom", "gzip", "hdf5", "jpeg", "rdata", "tar", "text", "tiff", "xz", "zip"
]
Tier = Literal["open", "controlled"]
# What becomes of a file in a format: taken, taken with a warning, taken once a liaison approved, or refused.
Acceptance = Literal["accepted", "doubtful", "approval", "refused"]


class Format(Shape):
    """A file format.

    ``spellings`` are other ways to write it that are accepted, ``aliases`` ways that are not but are understood.
    ``endings`` of names are in lower case; the longest that fits counts. ``magic`` is what the first bytes may say:
    any of these, where there are any.
    """

    format: FormatName
    name: Text
    spellings: Texts = ()
    aliases: Texts = ()
    endings: Annotated[tuple[Ending, ...], TUPLE, Field(min_length=1)]
    magic: Annotated[tuple[Magic, ...], TUPLE] = ()


class AcceptedFormats(Shape):
    """Which formats the files of some components may have, with the reasons of what is not plainly accepted."""

    components: ComponentNames
    versions: VersionRanges = ()
    requirement: Requirement | None = None
    accepted: FormatNames
    doubtful: Mapping[FormatName, Text] = Field(default_factory=dict)
    approval: Mapping[FormatName, Text] = Field(default_factory=dict)

    def acceptance(self, name: str) -> Acceptance:
        """Return what becomes of a file in this format."""
        if name in self.accepted:
            return "accepted"
        return "doubtful" if name in self.doubtful else "approval" if name in self.approval else "refused"

    def all_formats(self) -> tuple[str, ...]:
        """Return all formats that are not refused, those plainly accepted first."""
        return (*self.accepted, *self.doubtful, *self.approval)


class AccessTiers(Shape):
    """Who may have the files of a component once they are released.

    What is ``confined`` (formats, and endings of names inside archives) is never in files that are open.
    """

    requirement: Requirement | None = None
    default: Tier
    controlled: ComponentNames
    confined: FormatNames = ()
    confined_endings: Annotated[tuple[Ending, ...], TUPLE] = ()
    confined_about: Text | None = None


class NameRule(Shape):
    """What the name of a file, without folders, must match. Its findings have the code ``file.CODE``."""

    code: Key
    requirement: Requirement | None = None
    severity: Literal["error", "warning", "note"]
    pattern: str
    message: Text
    fix: Text


class SizeFloor(Shape):
    """Files of these formats that are not larger than ``above`` bytes are suspiciously small."""

    formats: FormatNames
    above: Annotated[int, Field(ge=0)]


class Sizes(Shape):
    """Which files are too small to be what they say; components that are exempt may only not be empty."""

    requirement: Requirement | None = None
    floors: Annotated[tuple[SizeFloor, ...], TUPLE] = ()
    exempt: ComponentNames = ()


class Files(Shape):
    """All rules about files. ``attribute`` is the one that holds the format."""

    attribute: AttributeName | None = None
    formats: Annotated[tuple[Format, ...], TUPLE] = ()
    accepted: Annotated[tuple[AcceptedFormats, ...], TUPLE] = ()
    access: AccessTiers = Field(default_factory=lambda: AccessTiers(default="open", controlled=()))
    names: Annotated[tuple[NameRule, ...], TUPLE] = ()
    sizes: Sizes = Field(default_factory=Sizes)

    def format(self, name: str) -> Format:
        """Return a format by its canonical name. Raises KeyError."""
        return self._by_name[name]

    def format_written(self, text: str) -> Format | None:
        """Return the format that a cell means by a text, whatever its case; None where it is unknown."""
        return self._by_spelling.get(text.strip().casefold().removeprefix("."))

    def is_spelling(self, text: str) -> bool:
        """Return whether a cell may name a format so; aliases are understood, but not accepted."""
        return any(text in (shape.format, *shape.spellings) for shape in self.formats)

    def format_named(self, filename: str) -> Format | None:
        """Return the format that the ending of a file's name says; the longest ending counts."""
        name = filename.casefold()
        return next((shape for ending, shape in self._by_ending if name.endswith(ending)), None)

    def accepted_for(self, component: str, version: str) -> AcceptedFormats | None:
        """Return the formats of a component's files; None where nothing is said of them."""
        for entry in self.accepted:
            if component in entry.components and holds_for(entry.versions, version):
                return entry
        return None

    def tier(self, component: str) -> Tier:
        """Return who may have the files of a component: everybody (open) or whom an authority lets (controlled)."""
        return "controlled" if component in self.access.controlled else self.access.default

    def floor(self, component: str, name: str) -> int:
        """Return the size in bytes that files of a component in a format must exceed; 0 where only empty is wrong."""
        if component in self.sizes.exempt:
            return 0
        return max((floor.above for floor in self.sizes.floors if name in floor.formats), default=0)

    @cached_property
    def _by_name(self) -> dict[str, Format]:
        return {shape.format: shape for shape in self.formats}

    @cached_property
    def _by_spelling(self) -> dict[str, Format]:
        every = [(text, shape) for shape in self.formats for text in (shape.format, *shape.spellings, *shape.aliases)]
        return {text.casefold().removeprefix("."): shape for text, shape in every}

    @cached_property
    def _by_ending(self) -> list[tuple[str, Format]]:
        every = [(ending, shape) for shape in self.formats for ending in shape.endings]
        return sorted(every, key=lambda pair: -len(pair[0]))
