"""Holds each element against the confidentiality profile, and says what must not be there."""

from collections import Counter
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.dicom.confidentiality import Rule, rule_of
from theatrum.checks.formats.dicom.dictionary import is_private, keyword_of, private_vr
from theatrum.checks.formats.dicom.dummies import has_date, is_dummy
from theatrum.checks.formats.dicom.elements import PIXELS, UNDEFINED, Element
from theatrum.checks.formats.dicom.summary import Summary
from theatrum.checks.formats.dicom.values import (
    BINARY,
    MOST,
    TEXTS,
    UNDECLARED,
    decoded,
    encoding_of,
    number_text,
    readable,
)
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.window import Window
from theatrum.checks.privacy.hits import Kind

_CHARACTER_SET = 0x00080005
_CODING_SCHEMES = frozenset({0x00080102, 0x00080103})
_DATES = frozenset({"DA", "DT", "TM"})
# How often the same attribute of many frames is told; whoever wants all of them asks for everything.
_REPEATS = 50
_OLDEST = 89
_DAYS = {"Y": 1, "M": 12, "W": 52, "D": 365}


@dataclass(slots=True)
class Holding:
    """What is remembered from element to element of one file."""

    notes: Notes
    window: Window
    summary: Summary
    encoding: str = UNDECLARED
    _rules: dict[tuple[int, ...], Rule] = field(default_factory=dict)
    _creators: dict[tuple[tuple[int, ...], tuple[int, ...], int], str] = field(default_factory=dict)
    _told: Counter[tuple[int, ...]] = field(default_factory=Counter)
    _cut: int = 0

    def take(self, element: Element) -> None:
        """Look at one element. Raises Unreadable and BudgetSpent."""
        rule = rule_of(element.tag) or self._rules.get(element.parents)
        if element.vr == "SQ":
            self._sequence(element, rule)
        elif element.length == UNDEFINED or element.tag in PIXELS:
            self.summary.pixels(element)
        elif element.length:
            self._value(element, rule)

    def finish(self) -> None:
        """Note what only the whole file tells."""
        repeated = sum(count - _REPEATS for count in self._told.values() if count > _REPEATS)
        if repeated and not self.notes.asked.is_full:
            message = (
                f"Attributes that stand in many items were looked at {_REPEATS} times each; {repeated} more were not."
            )
            fix = "Inspect the file with --full to look at all of them."
            self.notes.note("format.dicom_sampled", Severity.NOTE, message, fix=fix)
        if self._cut:
            message = f"{self._cut} texts are longer than {MOST} bytes; only their beginnings were looked at."
            fix = "Shorten these texts, or look through them yourself."
            self.notes.note("format.dicom_long_text", Severity.WARNING, message, fix=fix)

    def _sequence(self, element: Element, rule: Rule | None) -> None:
        path = (*element.parents, element.tag)
        if rule and rule.is_passed_on and not is_private(element.tag):
            self._rules[path] = rule
        if is_private(element.tag):
            self.summary.private(element)
        self.summary.sequence(element)

    def _value(self, element: Element, rule: Rule | None) -> None:
        path = (*element.parents, element.tag)
        self._told[path] += 1
        if self._told[path] > _REPEATS and not self.notes.asked.is_full:
            return
        vr = self._true_vr(element)
        text = self._text(element, vr)
        self.summary.value(element, text)
        if is_private(element.tag):
            self._private(element, vr, text)
        elif vr == "UI":
            self._uid(element, text)
        elif vr in _DATES or rule:
            self._ruled(element, vr, text, rule)
        elif vr in TEXTS or vr in BINARY:
            self.notes.text(element.place, keyword_of(element.tag), text)

    def _text(self, element: Element, vr: str) -> str:
        self._cut += vr in TEXTS and element.length > MOST
        most = MOST if vr in TEXTS else 4096
        data = self.window.read_at(element.offset, min(element.length, most))
        if vr in TEXTS:
            text = decoded(data, vr, self.encoding)
            if element.tag == _CHARACTER_SET and not element.parents:
                self.encoding = encoding_of(text.split("\\"))
            return text
        return readable(data) if vr in BINARY else number_text(data, vr, is_big=element.syntax.is_big)

    def _ruled(self, element: Element, vr: str, text: str, rule: Rule | None) -> None:
        kind = Kind.DATE if vr in _DATES else rule.kind if rule else None
        name = keyword_of(element.tag)
        if kind is Kind.PICTURE:
            self.summary.overlay(element)
        elif not text or element.tag in _CODING_SCHEMES or is_dummy(text, vr):
            return
        elif kind is None:
            self.summary.characteristic(element)
            self.notes.text(element.place, name, text)
        elif kind is Kind.AGE:
            self._age(element, text)
        else:
            self.notes.forbid(kind, element.place, name, text)
            if kind is Kind.FREE_TEXT:
                self.notes.text(element.place, name, text)

    def _age(self, element: Element, text: str) -> None:
        number, unit = text[:-1], text[-1:].upper()
        if number.isascii() and number.isdigit() and unit in _DAYS and int(number[:9]) // _DAYS[unit] <= _OLDEST:
            self.summary.characteristic(element)
        else:
            self.notes.forbid(Kind.AGE, element.place, keyword_of(element.tag), text)

    def _uid(self, element: Element, text: str) -> None:
        if any(has_date(uid.strip()) for uid in text.split("\\")):
            self.notes.forbid(Kind.DATE, element.place, keyword_of(element.tag), text)

    def _private(self, element: Element, vr: str, text: str) -> None:
        self.summary.private(element)
        if not text or is_dummy(text, vr):
            return
        if vr in _DATES:
            self.notes.forbid(Kind.DATE, element.place, "Private", text)
        elif vr == "PN":
            self.notes.forbid(Kind.NAME, element.place, "Private", text)
        elif vr == "UI":
            self._uid(element, text)
        elif vr in TEXTS or vr in BINARY:
            self.notes.text(element.place, "Private", text)

    def _true_vr(self, element: Element) -> str:
        """The type of a private attribute is known where its maker is."""
        number = element.tag & 0xFFFF
        if not is_private(element.tag):
            return element.vr
        if 0x10 <= number <= 0xFF:
            data = self.window.read_at(element.offset, min(element.length, 64))
            self._creators[element.parents, element.items, element.tag >> 16 << 8 | number] = data.decode(
                "latin-1"
            ).strip(" \0")
            return "LO"
        if element.vr != "UN":
            return element.vr
        creator = self._creators.get((element.parents, element.items, element.tag >> 16 << 8 | number >> 8), "")
        found = private_vr(element.tag, creator) if creator else None
        return found if found in TEXTS else element.vr
