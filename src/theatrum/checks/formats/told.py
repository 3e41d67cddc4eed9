"""Named values of a header: what the name forbids is forbidden, all else is a text for the detectors."""

import re
from dataclasses import dataclass, field

from theatrum.checks.classes import Kind
from theatrum.checks.formats.fields import is_blank, meaning_of
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.markup import Node

# Names out of a file are shown in places and messages, so nothing but a name may be one.
_NAME = re.compile(r"(?!.*[0-9]{4})[A-Za-z_#][\w .:#\[\]/()+-]{0,59}")


def shown(name: str, instead: str = "field") -> str:
    """Return a name as it may be shown: itself where it is a short name without a number, else another word."""
    return name if _NAME.fullmatch(name) and "@" not in name else instead


@dataclass(slots=True)
class Telling:
    """Tells of named values, each name with a value once: programs write the same into each of a thousand pages.

    All methods raise BudgetSpent.
    """

    notes: Notes
    told: set[int] = field(default_factory=set)

    def is_news(self, name: str | int, value: str | bytes) -> bool:
        """Say whether a value under a name was not told before, and remember it."""
        key = hash((name, value))
        is_news = key not in self.told
        self.told.add(key)
        return is_news

    def text(self, place: str, name: str, text: str) -> None:
        """Hand on a text."""
        if text.strip() and self.is_news(name, text):
            self.notes.text(place, name, text)

    def forbid(self, kind: Kind, place: str, name: str, text: str) -> None:
        """Tell of a field that must be empty, where it is not."""
        if not is_blank(text) and self.is_news(name, text):
            self.notes.forbid(kind, place, name, text)

    def field(self, place: str, name: str, text: str) -> None:
        """Tell of a value by the name it has in the file, which is a text, too, where it is no plain name."""
        label = shown(name)
        if label != name:
            self.text(place, label, name)
        kind = meaning_of(name)
        if kind is None:
            self.text(place, label, text)
        else:
            self.forbid(kind, place, label, text)

    def tree(self, place: str, root: Node) -> None:
        """Tell of all attributes and texts of an XML document."""
        for path, node in root.walk():
            for name, value in node.attributes.items():
                self.field(f"{place}, {path}@{shown(name)}", name, value)
            self.field(f"{place}, {path}", _named(path, node), node.text)


def _named(path: str, node: Node) -> str:
    """Return the name that a text stands under: an item of a list of RDF has its name two levels up."""
    levels = path.split("/")
    name = levels[-3] if node.name == "li" and len(levels) > 2 else node.name
    return name.partition("[")[0]
