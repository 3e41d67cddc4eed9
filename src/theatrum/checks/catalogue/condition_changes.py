"""What changed about conditions: which of them ask something new, and of which rows."""

from collections.abc import Iterator, Sequence

from theatrum.checks.catalogue.changes import Change
from theatrum.checks.catalogue.page import ConditionPage

# One thing asked under one test: required, empty, or a form in words.
_Asked = tuple[str, bool, bool, str, str]


def condition_changes(component: str, was: Sequence[ConditionPage], now: Sequence[ConditionPage]) -> Iterator[Change]:
    """Yield the conditions that ask something new, then those that ask something no more."""
    old, new = ({asked: None for one in conditions for asked in _parts(one)} for conditions in (was, now))
    for one in _grouped(part for part in new if part not in old):
        if one.is_advice:
            effect = "Existing rows stay valid; those without it get a warning."
            yield Change(component, None, "conditions_added", "harmless", f"New advice: {one.sentence}", effect)
        else:
            effect = f"Rows become invalid where {one.when} and this does not hold."
            if one.is_otherwise:
                effect = f"Rows become invalid unless {one.when}, where this does not hold."
            yield Change(component, None, "conditions_added", "breaking", f"New: {one.sentence}", effect)
    for one in _grouped(part for part in old if part not in new):
        words = f"No more: {one.sentence}"
        yield Change(component, None, "conditions_removed", "harmless", words, "Existing rows stay valid.")


def _parts(one: ConditionPage) -> Iterator[_Asked]:
    for name in one.required:
        yield one.when, one.is_otherwise, one.is_advice, name, "required"
    for name in one.forbidden:
        yield one.when, one.is_otherwise, one.is_advice, name, "empty"
    for name, words in one.refined:
        yield one.when, one.is_otherwise, one.is_advice, name, f"form {words}"


def _grouped(parts: Iterator[_Asked]) -> Iterator[ConditionPage]:
    """Yield what is left of conditions, what one test asks as one."""
    by_test: dict[tuple[str, bool, bool], list[_Asked]] = {}
    for part in parts:
        by_test.setdefault(part[:3], []).append(part)
    for (when, is_otherwise, is_advice), asked in by_test.items():
        yield ConditionPage(
            when=when,
            required=tuple(name for *_, name, what in asked if what == "required"),
            forbidden=tuple(name for *_, name, what in asked if what == "empty"),
            refined=tuple((name, what.removeprefix("form ")) for *_, name, what in asked if what.startswith("form ")),
            is_advice=is_advice,
            is_otherwise=is_otherwise,
        )
