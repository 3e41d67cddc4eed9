"""The directory: which center, which atlas id, who is the liaison, whom to ask there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from theatrum.consortium.centers import sight
from theatrum.consortium.handbook.directory import Line, Person, lines, matching
from theatrum.consortium.handbook.members import require_member
from theatrum.doors.web import viewer

_A_PAGE = 50
# Who is shown of a center at once; who comes after them is folded.
_FIRST = 6
_PERSON = '<li>{} <span class="muted small">{}</span><br><a class="small" href="mailto:{}">{}</a></li>'


@dataclass(frozen=True)
class Row:
    """A center of the directory with its people, drawn."""

    line: Line
    people: SafeString


@require_safe
@viewer.signed_in
def directory(request: HttpRequest) -> HttpResponseBase:
    """Show the directory to members of the network."""
    actor = viewer.actor(request)
    require_member(actor)
    asked = request.GET.get("q", "").strip()[:100]
    page = Paginator(matching(asked), _A_PAGE).get_page(request.GET.get("page"))
    values = {
        "q": asked,
        "page": page,
        "query": f"{urlencode({'q': asked})}&" if asked else "",
        "rows": [Row(one, _drawn(one, is_open=bool(asked))) for one in lines(list(page.object_list))],
        "seen": set(sight.centers_seen(actor)),
    }
    return render(request, "handbook/directory.html", values)


def _drawn(line: Line, *, is_open: bool) -> SafeString:
    """Draw the people of a center, a thousand on a page: the first of them, and the others folded up."""
    first, others = line.contacts[:_FIRST], line.contacts[_FIRST:]
    if not others:
        return _listed(first)
    folded = '{}<details{}><summary>{} more<span class="visually-hidden"> at {}</span></summary>{}</details>'
    return format_html(
        folded, _listed(first), SafeString(" open" if is_open else ""), len(others), line.center.id, _listed(others)
    )


def _listed(people: Sequence[Person]) -> SafeString:
    rows = format_html_join("", _PERSON, ((one.name, one.role, one.email, one.email) for one in people))
    return format_html('<ul class="plain">{}</ul>', rows)
