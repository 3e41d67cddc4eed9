"""Tags for the pages of onboarding."""

import re

from django import template
from django.urls import reverse

register = template.Library()

_ENTITY = re.compile(r"syn[0-9]+")


@register.filter
def session_link(link: str) -> str:
    """Return where slides or a recording are: the page of a file here, or the address as it is."""
    return reverse("entity", args=[link]) if _ENTITY.fullmatch(link) else link
