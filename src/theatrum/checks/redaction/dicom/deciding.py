"""What becomes of an element: the action of the confidentiality profile, and ours where it has none."""

from dataclasses import dataclass

from theatrum.checks.classes import Kind
from theatrum.checks.formats.dicom.confidentiality import Rule, rule_of
from theatrum.checks.formats.dicom.dictionary import is_private, vr_of
from theatrum.checks.formats.dicom.dummies import has_date, is_dummy
from theatrum.checks.formats.dicom.elements import Element

_DATES = frozenset({"DA", "DT", "TM"})
_CODING_SCHEMES = frozenset({0x00080102, 0x00080103, 0x00080104})
# Said anew by whoever cleans the file.
OURS = frozenset({0x00120062, 0x00120063, 0x00120064, 0x00280303})


@dataclass(frozen=True, slots=True)
class Decision:
    """``action`` is X remove, Z empty, D dummy, U another UID, K keep; ``kind`` the class of what is taken out.

    No class: what goes identifies nobody, or says what this program says anew.
    """

    action: str
    kind: Kind | None = None


KEEP = Decision("K")


def true_vr(element: Element) -> str:
    """Return the type of an element, by the dictionary where the file has none."""
    return vr_of(element.tag) if element.vr == "UN" else element.vr


def decide(element: Element, text: str) -> Decision:
    """Decide on an element whose value reads as ``text``; sequences have none."""
    if element.tag & 0xFFFF == 0 or (element.tag in OURS and not element.parents):
        return Decision("X")
    if is_private(element.tag):
        return Decision("X", Kind.CODE)
    vr, rule = true_vr(element), rule_of(element.tag)
    if vr == "SQ":
        return _of_sequence(rule, element)
    if vr == "UI":
        return _of_uid(rule, text)
    return _without_rule(element, vr) if rule is None else _by_rule(rule, element, vr, text)


def _by_rule(rule: Rule, element: Element, vr: str, text: str) -> Decision:
    may_stay = rule.action != "X"
    if may_stay and (element.length == 0 or (text and is_dummy(text, vr))):
        return KEEP
    return Decision(rule.action[-1], rule.kind)


def _of_sequence(rule: Rule | None, element: Element) -> Decision:
    if rule is None or rule.action.endswith("U") or (element.length == 0 and rule.action != "X"):
        return KEEP
    # An item made up would have to be made up whole: no item is better.
    action = {"D": "Z", "Z": "Z", "X": "X"}[rule.action[-1]]
    return Decision("X" if rule.action == "X/D" else action, rule.kind)


def _of_uid(rule: Rule | None, text: str) -> Decision:
    if not text:
        return KEEP
    if rule is not None:
        return Decision("X" if rule.action == "X" else "U", rule.kind)
    return Decision("U", Kind.DATE) if any(has_date(uid) for uid in text.split("\\")) else KEEP


def _without_rule(element: Element, vr: str) -> Decision:
    if element.length == 0:
        return KEEP
    if vr in _DATES and element.tag not in _CODING_SCHEMES:
        return Decision("X", Kind.DATE)
    return Decision("X", Kind.NAME) if vr == "PN" else KEEP
