"""Takes elements, attributes and values out of an XML text, and what detectors find out of the rest."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from theatrum.checks.classes import Kind
from theatrum.checks.formats.fields import is_blank, meaning_of
from theatrum.checks.formats.told import shown
from theatrum.checks.redaction.splices import Splices
from theatrum.checks.redaction.wishes import Find, How, Taken
from theatrum.checks.redaction.xml_tokens import Attribute, Tag, Text, tokens

# Elements whose text stands under the name that an attribute of them says.
_NAMED_BY = {"M": "K", "Attribute": "Name"}
_NAMESPACES = re.compile(r"xmlns(:.*)?|(.*:)?(schemaLocation|noNamespaceSchemaLocation)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What must not be in a document, beside values whose names say so. Names are without prefix.

    ``elements`` go whole, whatever is in them; ``attributes`` go by element and name. ``texts`` are attributes, by name
    or by element and name, whose name says nothing of their value. ``plain`` fits values that nobody wrote. ``at_tag``
    makes changes of its own at a tag, and returns whether the whole element goes.
    """

    find: Find
    is_harmless: Callable[[str], bool] = lambda _: False
    elements: Mapping[str, Kind] = field(default_factory=dict)
    attributes: Mapping[tuple[str, str], Kind] = field(default_factory=dict)
    texts: frozenset[str | tuple[str, str]] = frozenset()
    plain: re.Pattern[str] | None = None
    at_tag: Callable[[Tag, Splices], bool] = lambda _tag, _splices: False

    def of_attribute(self, element: str, name: str) -> Kind | None:
        """Return the class of what an attribute holds and must not."""
        known = self.attributes.get((element, name))
        is_text = name in self.texts or (element, name) in self.texts
        return known or (None if is_text else meaning_of(name))

    def is_telling(self, value: str) -> bool:
        """Say whether the value of a field that must be empty says anything of anybody."""
        return not is_blank(value) and not self.is_harmless(value)

    def is_plain(self, value: str) -> bool:
        """Say whether a value is one that nobody wrote."""
        return not value or (self.plain is not None and bool(self.plain.fullmatch(value)))


@dataclass(slots=True)
class _Reader:
    """Where in the document the reading is: open elements with the names that their texts stand under."""

    splices: Splices
    rules: Rules
    open: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""  # text of the last element called Key, the name of the value that follows

    def text(self, token: Text) -> None:
        raw = self.splices.text[token.start : token.end]
        element, label = self.open[-1] if self.open else ("", "comment")
        if element == "Key":
            self.key = unescape(raw).strip()
        elif element == "Value" and self.key:
            label, self.key = self.key, ""
        elif element == "li" and len(self.open) > 2:
            label = self.open[-3][0]
        kind = meaning_of(label) if raw.strip() else None
        if kind is None:
            self.scrub(token, shown(label))
        elif self.rules.is_telling(unescape(raw)):
            self.splices.cut(token.start, token.end, kind=kind, name=shown(label))

    def tag(self, tag: Tag) -> None:
        for attribute in tag.attributes:
            self._attribute(tag, attribute)
        if tag.opens and not tag.closes:
            self.open.append((tag.name, self._label(tag)))
        elif tag.closes and not tag.opens:
            self.open.pop()

    def _label(self, tag: Tag) -> str:
        named = _NAMED_BY.get(tag.name)
        found = next((one for one in tag.attributes if one.name == named), None)
        return unescape(self.splices.text[found.value_start : found.value_end]) if found else tag.name

    def _attribute(self, tag: Tag, attribute: Attribute) -> None:
        value = unescape(self.splices.text[attribute.value_start : attribute.value_end])
        if _NAMESPACES.fullmatch(attribute.full_name) or self.rules.is_plain(value):
            return
        kind = self.rules.of_attribute(tag.name, attribute.name)
        name = f"{shown(tag.name)}@{shown(attribute.name)}"
        if kind is None:
            self.scrub(Text(attribute.value_start, attribute.value_end), name, seen_as=attribute.name)
        elif self.rules.is_telling(value):
            self.splices.cut(attribute.start, attribute.end, kind=kind, name=name)

    def scrub(self, token: Text, name: str, *, seen_as: str | None = None) -> None:
        raw = self.splices.text[token.start : token.end]
        if self.rules.is_plain(raw.strip()):
            return
        found = self.rules.find(raw if token.is_raw else unescape(raw), seen_as or name)
        if found and (token.is_raw or "&" not in raw):
            self.splices.blank(token.start, found, name)
        elif found:
            # A sign may stand for another: the places of what is found are not those of the text as written.
            self.splices.put(token.start, token.end, "")
            self.splices.taken += [Taken(span.kind, self.splices.place, name, How.REMOVED) for span in found]


def clean_xml(text: str, *, place: str, rules: Rules) -> Splices:
    """Return what is to be changed in a document. Raises Unreadable where it is not well-formed."""
    reader = _Reader(Splices(text, place), rules)
    stream = tokens(text, place=place)
    for token in stream:
        if isinstance(token, Text):
            reader.text(token)
            continue
        kind = rules.elements.get(token.name) if token.opens else None
        if kind is not None:
            reader.splices.cut(token.start, _end_of(token, stream), kind=kind, name=shown(token.name))
        elif token.opens and rules.at_tag(token, reader.splices):
            reader.splices.put(token.start, _end_of(token, stream), "")
        else:
            reader.tag(token)
    return reader.splices


def _end_of(tag: Tag, stream: Iterator[Tag | Text]) -> int:
    """Go to the end of an element, and return its place."""
    depth = 0 if tag.closes else 1
    while depth:
        token = next(stream)
        if isinstance(token, Text):
            continue
        depth += token.opens - token.closes
        tag = token
    return tag.end
