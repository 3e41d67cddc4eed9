"""Filters for lists of findings, some of which are excepted."""

from collections.abc import Sequence
from typing import Protocol

from django import template

from theatrum.doors.web.pages.entities.excepting import Mark

register = template.Library()


class Marked(Protocol):
    """A finding as a page lists it."""

    @property
    def mark(self) -> Mark:
        """Whether an exception covers it."""


@register.filter
def standing(problems: Sequence[Marked]) -> int:
    """Count the findings that nothing excepts."""
    return sum(not one.mark.is_excepted for one in problems)


@register.filter
def excepted(problems: Sequence[Marked]) -> int:
    """Count the findings that an exception covers."""
    return sum(one.mark.is_excepted for one in problems)
