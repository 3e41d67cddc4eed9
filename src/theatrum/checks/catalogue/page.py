"""What there is to know of a component of the data model: facts and sentences, laid out by nobody yet."""

from dataclasses import dataclass
from typing import Literal

# "conditional": required of some rows; "recommended": only warned of where it is missing.
Need = Literal["required", "conditional", "recommended", "optional"]
# What becomes of a file in a format: taken, taken with a warning, taken once a liaison approved.
Acceptance = Literal["accepted", "doubtful", "approval"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asks: the published data model, or a rule that the consortium adds, with its requirement."""

    source: Literal["model", "overlay"]
    rule: str | None = None
    requirement: str | None = None


MODEL = Origin("model")


@dataclass(frozen=True, slots=True)
class Choice:
    """One permissible value, as it is written in a cell, and what it means where a vocabulary says so.

    ``url`` is where the vocabulary explains it.
    """

    value: str
    label: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """The permissible values of an attribute, or of each of its items: how many, and the first of them.

    ``source`` is the published vocabulary that they are of, and where that is at home.
    """

    count: int
    first: tuple[Choice, ...]
    vocabulary: str | None = None
    source: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ConditionPage:
    """What is asked of some rows only. ``when`` and ``refined`` are words, all others names of attributes."""

    when: str
    required: tuple[str, ...]
    forbidden: tuple[str, ...]
    refined: tuple[tuple[str, str], ...]
    is_advice: bool
    is_otherwise: bool = False
    origin: Origin = MODEL

    @property
    def sentence(self) -> str:
        """The whole condition in words: ``If HAS_IMAGE is true, then IMAGE_TYPE is required`` and a full stop."""
        asked = [_asked(self.required, "recommended" if self.is_advice else "required")] if self.required else []
        asked += [f"{_joined(self.forbidden)} must be left empty"] if self.forbidden else []
        asked += [f"{name} must be {words}" for name, words in self.refined]
        return f"{f'Unless {self.when},' if self.is_otherwise else f'If {self.when}, then'} {_joined(asked)}."


@dataclass(frozen=True, slots=True)
class AttributePage:
    """One attribute. ``type`` is in words; ``passing`` and ``failing`` are examples for its pattern.

    ``kinds`` are the kinds of identifiers it holds. ``constant`` is its value where the model permits only one.
    ``filled`` tells what a submission fills in by itself: the path of the file, or its format. ``conditions`` are
    the sentences of all conditions that ask something of it.
    """

    name: str
    about: str
    type: str
    is_list: bool
    need: Need
    origin: Origin
    pattern: str | None
    passing: tuple[str, ...]
    failing: tuple[str, ...]
    example: str | None
    minimum: float | None
    maximum: float | None
    values: Values | None
    constant: str | None
    kinds: tuple[str, ...]
    filled: Literal["path", "format"] | None
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FolderPage:
    """A folder of the submission tree, and the numbers of the releases that have it."""

    path: str
    releases: tuple[int, ...]

    @property
    def steps(self) -> list[str]:
        """The names of the folders, from the top."""
        return self.path.split("/")


@dataclass(frozen=True, slots=True)
class FormatPage:
    """A file format, what becomes of files in it, and why where they are not plainly accepted."""

    format: str
    name: str
    endings: tuple[str, ...]
    acceptance: Acceptance
    why: str | None = None


@dataclass(frozen=True, slots=True)
class CountPage:
    """How many rows there are for each participant, as a sentence and as bounds."""

    words: str
    at_least: int | None
    at_most: int | None
    requirement: str | None


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Columns whose values together stand in one row only. ``severity`` is that of breaking it at the stage gate."""

    columns: tuple[str, ...]
    severity: str
    message: str
    requirement: str | None


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A column that names things of other rows: of which kind, and the components whose rows those are.

    ``is_parent`` where it says what a row came from. ``but`` are identifiers that need no row: pooled or external.
    """

    component: str
    column: str
    kind: str
    kind_name: str
    targets: tuple[str, ...]
    is_parent: bool
    but: tuple[str, ...] = ()
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class ComponentPage:
    """A component of a version of the data model. ``links`` go out of it, ``referred`` come from others.

    ``level`` is the level of processing that its folder or name says, such as ``3 and 4``; ``tier`` who may have its
    files. ``key`` is the column with the identifier that each row gives out, and the kind of it. ``notes`` are what
    is odd about the published model, each with what is done about it.
    """

    name: str
    published_name: str
    version: str
    number: str
    about: str
    kind: Literal["file", "record"]
    origin: Literal["published", "profile"]
    module: str
    level: str | None
    folders: tuple[FolderPage, ...]
    formats: tuple[FormatPage, ...]
    tier: Literal["open", "controlled"] | None
    counts: tuple[CountPage, ...]
    keys: tuple[KeyPage, ...]
    key: tuple[str, str] | None
    links: tuple[LinkPage, ...]
    referred: tuple[LinkPage, ...]
    attributes: tuple[AttributePage, ...]
    conditions: tuple[ConditionPage, ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def parents(self) -> tuple[LinkPage, ...]:
        """What its rows may come from."""
        return tuple(link for link in self.links if link.is_parent)

    def attribute(self, name: str) -> AttributePage | None:
        """Return one attribute; None where it has none of that name."""
        return next((one for one in self.attributes if one.name == name), None)


def _asked(names: tuple[str, ...], what: str) -> str:
    return f"{_joined(names)} {'is' if len(names) == 1 else 'are'} {what}"


def _joined(parts: tuple[str, ...] | list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" and {parts[-1]}"
