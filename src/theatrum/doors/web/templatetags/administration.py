"""Tags of the administration's pages."""

from collections.abc import Iterable

from django import template
from django.http import HttpRequest

from theatrum.consortium.releases.foreseeing import Consequence
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.sections import Shown, sections

register = template.Library()


@register.filter
def warns(consequences: Iterable[Consequence]) -> bool:
    """Tell whether something that is stored would no longer fit."""
    return any(one.stored for one in consequences)


@register.simple_tag
def administration_sections(request: HttpRequest) -> list[Shown]:
    """Return the pages of administration that the viewer may open, with the one that is current."""
    return sections(request.path, is_administrator=viewer.actor(request).is_administrator)
