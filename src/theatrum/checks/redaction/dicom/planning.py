"""A cleaned copy of a DICOM file: its header by the basic profile of PS3.15, its pixels byte for byte."""

from dataclasses import dataclass, field

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.dicom.dictionary import is_private, keyword_of
from theatrum.checks.formats.dicom.elements import PIXELS, UNDEFINED, Element
from theatrum.checks.formats.dicom.opening import Opened, opened
from theatrum.checks.formats.dicom.values import MOST, TEXTS, decoded, encoding_of
from theatrum.checks.redaction.dicom import encoding
from theatrum.checks.redaction.dicom.deciding import KEEP, Decision, decide, true_vr
from theatrum.checks.redaction.dicom.front import front, preamble_of
from theatrum.checks.redaction.dicom.pictures import Pictures
from theatrum.checks.redaction.dicom.statement import statement
from theatrum.checks.redaction.dicom.writing import Header, is_large
from theatrum.checks.redaction.wishes import How, Plan, Refused, Taken, Wishes

LABEL = "DICOM"
_CHARACTER_SET = 0x00080005
_RECORDS = 0x00041220  # of a directory of files
_DEFLATED = "1.2.840.10008.1.2.1.99"
_PRECISE = frozenset(["UI", "CS", "DS", "IS", "AE", "AS", "DA", "TM", "DT"])
_HOW = {"X": How.REMOVED, "Z": How.EMPTIED, "D": How.REPLACED, "U": How.REPLACED}


def plan_dicom(file: Bytes, wishes: Wishes, budget: Budget) -> Plan:
    """Plan a copy. Raises Refused, Unreadable, BudgetSpent, OSError."""
    found = opened(file, budget, is_full=True)
    if found.transfer_syntax == _DEFLATED:
        fix = "Write it as Explicit VR Little Endian first, for instance with dcmconv of DCMTK."
        raise Refused("Its data set is compressed as a whole, which hides what stands in it.", fix)
    cleaning = _Cleaning(found, wishes, Header(found.walk.syntax))
    cleaning.taken += preamble_of(found)
    cleaning.run()
    return Plan(LABEL, (*front(found, wishes.key), *cleaning.header.pieces), tuple(cleaning.taken))


@dataclass(slots=True)
class _Cleaning:
    """One file: what was read, and what is written."""

    found: Opened
    wishes: Wishes
    header: Header
    taken: list[Taken] = field(default_factory=list)
    _pictures: Pictures = field(default_factory=Pictures)
    _encoding: str = "latin-1"
    _skipped: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    _after: int = -1  # the last tag of the data set that was written

    def run(self) -> None:
        """Go over the data set. What comes behind the pixels is no part of the image, and is left out."""
        pixels: Element | None = None
        end = 0
        for element in self.found.walk.elements():
            if pixels is not None:
                end = element.offset - _head_size(element)
                self.taken.append(Taken(Kind.CODE, element.place, keyword_of(element.tag)))
                break
            if element.tag in PIXELS and not element.parents:
                pixels = element
            elif not self._is_skipped(element):
                self._state(element)
                self._take(element)
        self._pictures.must_be_wanted(self.wishes)
        self._finish(pixels, end or self.found.walk.offset)

    def _finish(self, pixels: Element | None, end: int) -> None:
        for tag, vr, value in statement(self.header.syntax, after=self._after):
            self.header.finish()
            self.header.put(tag, vr, value)
        self.header.finish()
        if pixels is not None:
            start = pixels.offset - _head_size(pixels)
            self.header.keep(start, (end if pixels.length == UNDEFINED else pixels.offset + pixels.length) - start)

    def _state(self, element: Element) -> None:
        """Say that the file was cleaned, where that belongs in the order of tags."""
        if element.parents or element.tag <= self._after:
            return
        for tag, vr, value in statement(self.header.syntax, after=self._after, before=element.tag):
            self.header.finish()
            self.header.put(tag, vr, value)
        self._after = element.tag

    def _is_skipped(self, element: Element) -> bool:
        parents, items = self._skipped
        return bool(parents) and (element.parents[: len(parents)], element.items[: len(items)]) == (parents, items)

    def _take(self, element: Element) -> None:
        if element.tag == _RECORDS:
            fix = "Leave it out of the submission, and clean the files that it lists."
            raise Refused("It is the directory of a disk, which lists files and patients.", fix)
        vr = true_vr(element)
        is_text = vr in TEXTS
        raw = self._value(element) if is_text and element.length <= MOST else b""
        text = decoded(raw, vr, self._encoding) if is_text else ""
        if not element.parents:
            self._pictures.value(element.tag, text)
            if element.tag == _CHARACTER_SET:
                self._encoding = encoding_of(text.split("\\"))
        is_harmless = bool(text) and not is_private(element.tag) and self.wishes.is_harmless(text)
        decision = KEEP if is_harmless else decide(element, text)
        if decision.kind is not None and (element.length or element.vr == "SQ"):
            self.taken.append(Taken(decision.kind, element.place, keyword_of(element.tag), _HOW[decision.action]))
        self._write(element, decision, text)

    def _write(self, element: Element, decision: Decision, text: str) -> None:
        if element.vr == "SQ" and decision != KEEP:
            self._skipped = ((*element.parents, element.tag), element.items)
        if decision.action == "X":
            return
        self.header.enter(element)
        vr = true_vr(element)
        match decision.action:
            case "Z":
                self.header.put(element.tag, vr, b"")
            case "D":
                self.header.put(element.tag, vr, encoding.dummy(vr))
            case "U":
                self.header.put(element.tag, vr, encoding.other_uids(text, self.wishes.key))
            case _:
                self._keep(element, vr, text)

    def _keep(self, element: Element, vr: str, text: str) -> None:
        if element.vr == "SQ" and element.length:
            self.header.begin(element)
            return
        start = element.offset - _head_size(element)
        if element.length == UNDEFINED:
            raise Refused(f"{element.place}: a picture stands in the header.", "Take it out with the program you use.")
        if vr in TEXTS and vr not in _PRECISE and self._scrubbed(element, vr, text):
            return
        if is_large(element):
            self.header.keep(start, element.offset + element.length - start)
        else:
            self.header.raw(self.found.content.of.read_at(start, element.offset + element.length - start))

    def _scrubbed(self, element: Element, vr: str, text: str) -> bool:
        """Write a text without what detectors find in it, if they find anything."""
        spans = self.wishes.find(text, keyword_of(element.tag)) if text else ()
        if not spans:
            return False
        self.taken += [Taken(span.kind, element.place, keyword_of(element.tag), How.BLANKED) for span in spans]
        kept = list(text)
        for span in spans:
            kept[span.start : span.start + span.length] = " " * span.length
        # Signs of other writings are told by escapes, and cutting those may tell others: such a text goes whole.
        value = encoding.text("".join(kept)) if text.isascii() else b""
        self.header.put(element.tag, vr, value)
        return True

    def _value(self, element: Element) -> bytes:
        return self.found.content.read_at(element.offset, element.length)


def _head_size(element: Element) -> int:
    return encoding.head_size(element.vr, element.syntax)
