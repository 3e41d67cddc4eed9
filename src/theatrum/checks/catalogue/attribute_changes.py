"""What changed about an attribute that both versions have, and what that does to its values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.catalogue.changes import Change, ChangeKind, Weight, listed
from theatrum.checks.catalogue.page import AttributePage

_ANYTHING = "anything"
# What every value of the first type also is.
_WIDER = {("whole number", "number"), ("whole number", "text"), ("number", "text")}


@dataclass(frozen=True, slots=True)
class AttributeNow:
    """An attribute in one version, with all its permissible values; none where it takes others too."""

    page: AttributePage
    values: tuple[str, ...]


def attribute_changes(component: str, was: AttributeNow, now: AttributeNow) -> Iterator[Change]:
    """Yield the changes of one attribute: need, type, values, pattern, bounds."""
    changed = [*_need(was.page, now.page), *_type(was.page, now.page), *_values(was, now)]
    if not now.values:
        changed += _pattern(was, now)
    changed += _bounds(was.page, now.page)
    for kind, severity, words, effect, values in changed:
        yield Change(component, now.page.name, kind, severity, words, effect, values)


_Changed = tuple[ChangeKind, Weight, str, str, tuple[str, ...]]


def _need(was: AttributePage, now: AttributePage) -> Iterator[_Changed]:
    if now.need == "required" != was.need:
        yield "required_now", "breaking", f"{now.name} is required now.", f"Rows without {now.name} become invalid.", ()
    elif was.need == "required" != now.need:
        need = "required of some rows only" if now.need == "conditional" else now.need
        yield "optional_now", "harmless", f"{now.name} is {need} now.", "Existing rows stay valid.", ()


def _type(was: AttributePage, now: AttributePage) -> Iterator[_Changed]:
    if was.type == now.type:
        return
    words = f"{now.name} was {was.type}, and is {now.type} now."
    if now.type == _ANYTHING or (was.type, now.type) in _WIDER:
        yield "type_changed", "harmless", words, "Existing rows stay valid.", ()
    elif now.is_list and not was.is_list:
        yield "type_changed", "harmless", words, "A cell with one value is a list of one; it stays as it is.", ()
    elif was.is_list and not now.is_list:
        yield "type_changed", "breaking", words, f"Rows with several values in {now.name} become invalid.", ()
    else:
        yield "type_changed", "breaking", words, f"Rows whose {now.name} is no {now.type} become invalid.", ()


def _values(was: AttributeNow, now: AttributeNow) -> Iterator[_Changed]:
    name = now.page.name
    if was.values and not now.values:
        yield (
            "values_added",
            "harmless",
            f"{name} takes other values than listed ones now.",
            "Existing rows stay valid.",
            (),
        )
        return
    if now.values and not was.values:
        effect = f"Rows with another {name} become invalid."
        yield "values_removed", "breaking", f"{name} must be one of {listed(now.values)} now.", effect, now.values
        return
    before, after = set(was.values), set(now.values)
    gone = tuple(value for value in was.values if value not in after)
    fresh = tuple(value for value in now.values if value not in before)
    if gone:
        words = f"{name} may be {listed(gone)} no more."
        yield "values_removed", "breaking", words, f"Rows with {name} = {listed(gone)} become invalid.", gone
    if fresh:
        yield "values_added", "harmless", f"{name} may be {listed(fresh)} now.", "Existing rows stay valid.", fresh


def _pattern(was: AttributeNow, now: AttributeNow) -> Iterator[_Changed]:
    old, new, name = was.page.pattern, now.page.pattern, now.page.name
    if old == new:
        return
    if new is None:
        yield "pattern_changed", "harmless", f"{name} has no pattern any more.", "Existing rows stay valid.", ()
        return
    words = f"{name} has {'another pattern' if old else 'a pattern'} now: {new}"
    refused = tuple(text for text in was.page.passing or was.values if not _takes(new, text))
    such = f", such as {refused[0]}," if refused else ""
    yield "pattern_changed", "breaking", words, f"Rows whose {name}{such} does not match it become invalid.", refused


def _bounds(was: AttributePage, now: AttributePage) -> Iterator[_Changed]:
    for bound, old, new, is_tighter in (
        ("at least", was.minimum, now.minimum, _above(now.minimum, was.minimum)),
        ("at most", was.maximum, now.maximum, _above(was.maximum, now.maximum, is_upper=True)),
    ):
        if old == new:
            continue
        words = (
            f"{now.name} must be {bound} {new} now." if new is not None else f"{now.name} need not be {bound} {old}."
        )
        side = "less" if bound == "at least" else "more"
        effect = f"Rows with {side} than {new} become invalid." if is_tighter else "Existing rows stay valid."
        yield "bounds_changed", "breaking" if is_tighter else "harmless", words, effect, ()


def _above(one: float | None, other: float | None, *, is_upper: bool = False) -> bool:
    """Return whether a bound is tighter than another one was; none at all is the widest."""
    if is_upper:
        return other is not None and (one is None or one > other)
    return one is not None and (other is None or one > other)


def _takes(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:  # written for another engine: nothing is said of this text
        return True
