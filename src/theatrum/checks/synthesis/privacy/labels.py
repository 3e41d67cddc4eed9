"""The truth about a corpus: one label an identifier. It stands outside the folder that it tells of."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.planted import Plant

# A shorter text may stand in a report by chance: as the number of a row, or inside a hash.
_TELLING = 8
_SIGNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One planted identifier and its place.

    ``where`` is ``cell``, ``column`` (a header of a table), ``name`` (of a file, a folder or a member) or ``header``
    (of a file). ``file`` is its path below the folder, ``member`` one inside of it, ``tag`` a field; ``row`` counts
    data rows from 1; ``offset`` is in characters of the cell, the path or the field (0 for a field that has nothing
    else). ``text`` is empty for a picture.
    """

    kind: Kind
    writing: str
    strength: Strength
    where: str
    text: str = field(default="", repr=False)
    file: str = field(default="", repr=False)
    sheet: str | None = None
    component: str | None = None
    row: int | None = None
    column: str | None = field(default=None, repr=False)
    tag: str | None = None
    member: str | None = field(default=None, repr=False)
    offset: int = 0

    def in_file(self, path: str) -> "Label":
        """Return the label of the same thing in a file of this path."""
        return replace(self, file=path)

    @property
    def is_telling(self) -> bool:
        """Whether finding the text somewhere proves that it came from here."""
        is_long = len(self.text) >= _TELLING and len(set(self.text)) >= _SIGNS
        return is_long and (not self.text.isdecimal() or len(self.text) > _TELLING)


def label_of(plant: Plant, where: str, *, tag: str | None = None, member: str | None = None) -> Label:
    """Return a label for what is planted in a text."""
    return Label(
        kind=plant.kind,
        writing=plant.writing,
        strength=plant.strength,
        where=where,
        text=plant.text,
        tag=tag,
        member=member,
        offset=plant.start,
    )


def line_of(label: Label) -> str:
    """Return a label as a line of JSON, without its end."""
    return json.dumps(asdict(label), ensure_ascii=False)


def labels_of(lines: Iterable[str]) -> list[Label]:
    """Return the labels of lines of JSON."""
    found = []
    for line in lines:
        fields = json.loads(line)
        fields |= {"kind": Kind(fields["kind"]), "strength": Strength(fields["strength"])}
        found.append(Label(**fields))
    return found


def telling_texts(labels: Iterable[Label]) -> frozenset[str]:
    """Return the planted texts that stand nowhere by chance: what to search logs, reports and databases for."""
    return frozenset(label.text for label in labels if label.is_telling)
