"""Tags that every page may use: icons, status badges, sizes."""

import json
import re
from collections.abc import Mapping
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from theatrum.consortium.profile.queries import in_force
from theatrum.repository.audit.models import Payload

register = template.Library()

# The first that a user agent names is it: Edge names Chrome, too, and Chrome names Safari.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}

_ENTITY = re.compile(r"\b(syn[0-9]{1,18})\b")
_STATUS = {"valid": "Valid", "invalid": "Invalid", "pending": "Pending", "unknown": "Not checked yet"}


class Described(Protocol):
    """Where a component of the data model is described."""

    def address(self, attribute: str) -> str:
        """Return the address of an attribute; empty for what is none of the component."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it repeats what the text beside it says, so it is hidden from readers."""
    address = f"{static('theatrum/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag
def status(value: str, text: str = "") -> SafeString:
    """Draw a status badge: valid, invalid, pending or unknown, in its own words or in others."""
    known = value if value in _STATUS else "unknown"
    return format_html('<span class="status status--{}">{}{}</span>', known, icon(known), text or _STATUS[known])


@register.simple_tag
def attribute(described: Described | None, name: str) -> SafeString:
    """Write the name of an attribute: as a link to what the data model says of it, where that is known."""
    address = described.address(name) if described else ""
    return format_html('<a href="{}">{}</a>', address, name) if address else format_html("{}", name)


@register.simple_tag
def identified(value: str) -> SafeString:
    """Write a value: an identifier as a link to what it is and where it stands."""
    if in_force().overlay.identifiers.forms.kind_of(value) is None:
        return format_html('<span class="value">{}</span>', value)
    address = f"{reverse('tools_identifiers')}?{urlencode({'id': value})}"
    return format_html('<a class="value" href="{}">{}</a>', address, value)


@register.filter
def with_entities(text: str) -> SafeString:
    """Write a text in which entities are named by their ids, each as a link to its page."""
    parts = _ENTITY.split(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{}">{}</a>', reverse("entity", args=[part]), part) if index % 2 else part,)
            for index, part in enumerate(parts)
        ),
    )


@register.simple_tag
def model_link(described: Described | None, name: str) -> SafeString:
    """Link beside a field to what the data model says of its attribute: in another tab, for the form is not saved."""
    address = described.address(name) if described else ""
    link = (
        ' <a href="{}" target="_blank">In the data model'
        '<span class="visually-hidden">: {} (opens in another tab)</span></a>'
    )
    return SafeString("") if not address else format_html(link, address, name)


@register.filter
def grouped(value: int) -> str:
    """Write a whole number with thin spaces between thousands."""
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


@register.filter
def named(names: dict[int, str], number: int) -> str:
    """Look up what to call a principal."""
    return names.get(number, "")


@register.filter
def at(known: Mapping[str, object], key: str) -> object:
    """Look something up by a key that only the page knows; what is not there is shown as its key."""
    return known.get(key, key)


@register.filter
def at_number(known: Mapping[int, object], number: int) -> object:
    """Look something up by a number that only the page knows; nothing where it is not there."""
    return known.get(number, "")


@register.filter
def payload(stored: Payload) -> str:
    """Write the values of an event, or that a privacy purge took them."""
    if stored.purged_at is not None:
        return f"removed for privacy on {stored.purged_at:%Y-%m-%d}"
    return json.dumps(stored.content, indent=2, ensure_ascii=False, sort_keys=True)


@register.filter
def browser(user_agent: str) -> str:
    """Name a browser and its system as people do, or as it names itself."""
    name = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return " on ".join(filter(None, (name, system))) or user_agent or "Unknown"
