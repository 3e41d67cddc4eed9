"""All checks between rows and tables, over everything that is submitted together."""

from collections.abc import Callable, Sequence

from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case, open_case
from theatrum.checks.links.counting import check_counts, check_records, check_too_many
from theatrum.checks.links.known import Known
from theatrum.checks.links.parenthood import check_centers, check_cycles, check_parents
from theatrum.checks.links.plausibility import check_limits, check_order
from theatrum.checks.links.presence import check_presence
from theatrum.checks.links.records import Records
from theatrum.checks.links.references import check_references, check_slots
from theatrum.checks.links.tracing import check_participants, check_traces, check_unused
from theatrum.checks.links.uniqueness import check_duplicate_rows, check_unique
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.link_shapes import LinkRules

# Duplicate rows come first: the checks after it count a row and its copies once.
_CHECKS: tuple[Callable[[Case], list[Group]], ...] = (
    check_duplicate_rows,
    check_unique,
    check_records,
    check_references,
    check_slots,
    check_parents,
    check_cycles,
    check_centers,
    check_traces,
    check_participants,
    check_counts,
    check_presence,
    check_unused,
    check_order,
    check_limits,
)


# What they say of a row follows from the row, those that are like it, and those that it comes from or names.
_NEAR: tuple[Callable[[Case], list[Group]], ...] = (
    check_duplicate_rows,
    check_unique,
    check_references,
    check_slots,
    check_parents,
    check_cycles,
    check_centers,
    check_too_many,
    check_order,
)


def check_links(
    records: Sequence[Records],
    rules: LinkRules,
    identifiers: Identifiers,
    *,
    known: Known | None = None,
    final: bool = False,
    center: str | None = None,
) -> list[Group]:
    """Check all rules between rows over everything that is submitted together.

    ``rules`` and ``identifiers`` are ``profile.links`` and ``profile.overlay.identifiers``. ``known`` is what is there
    already, on the server or in earlier releases. ``final`` is the gate to the stage folder: what is pending before
    is an error there. ``center`` is the id of the center that submits, where that is known. The order of the records
    makes no difference, nor do the pieces they come in.
    """
    case = open_case(records, rules, identifiers, known or Known.nothing(), is_final=final, center=center)
    return [group for check in _CHECKS for group in check(case)]


def check_near(
    records: Sequence[Records],
    rules: LinkRules,
    identifiers: Identifiers,
    *,
    known: Known | None = None,
    center: str | None = None,
) -> list[Group]:
    """Make those checks of ``check_links`` that need not see the whole of a submission, while it is being written.

    Of a row they say what ``check_links`` says, if all rows are among ``records`` that share a key, a participant that
    is counted, or all cells with it, or give out what it and its ancestors come from, as far as these are not
    ``known``. What is probably meant
    instead of something that is missing is looked for among these only.
    """
    case = open_case(records, rules, identifiers, known or Known.nothing(), is_final=False, center=center)
    return [group for check in _NEAR for group in check(case)]
