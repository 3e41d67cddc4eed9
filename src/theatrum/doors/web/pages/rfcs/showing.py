"""One request: its text, what was said, where it is; and how two of its texts differ."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.centers.sight import is_dcc_administrator
from theatrum.consortium.helpdesk.people import staff
from theatrum.consortium.helpdesk.sight import is_desk
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.rfcs.errors import RfcNotFound
from theatrum.consortium.rfcs.models import State
from theatrum.consortium.rfcs.queries import difference, get_rfc, leads, text_of
from theatrum.consortium.rfcs.states import WRITABLE, moves_from
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.rfcs import words
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.wiki.rendering import render as render_markdown


@viewer.signed_in
@require_safe
def rfc(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show a request."""
    return show(request, number)


def show(request: HttpRequest, number: int, *, extra: Mapping[str, object] | None = None) -> HttpResponseBase:
    """Show a request, with what was written and could not be sent, if anything."""
    actor = viewer.actor(request)
    found = get_rfc(actor, number)
    text = text_of(found, _version(request, "version"))
    comments, steps = list(found.comments.order_by("made_on", "pk")), list(found.steps.order_by("at", "pk"))
    is_leader, is_administrator = leads(actor, found), is_dcc_administrator(actor)
    people = {found.owner_id, text.author_id, *(one.author_id for one in comments), *(one.actor_id for one in steps)}
    state = State(found.state)
    values = {
        "rfc": found,
        "badge": words.STATES[state],
        "way": [
            (words.STATES[one].text, words.WAY.index(one) <= words.WAY.index(state), one == state) for one in words.WAY
        ],
        "text": text,
        "html": render_markdown(text.text),
        "integrated": render_markdown(found.integrated) if found.integrated else "",
        "versions": list(found.texts.order_by("-number")),
        "comments": [(one, render_markdown(one.text)) for one in comments],
        "steps": [(one, words.STATES[State(one.state)].text) for one in steps],
        "names": accounts.names(people),
        "is_leader": is_leader,
        "may_write": is_leader and state in WRITABLE,
        "may_comment": state == State.OPEN,
        "moves": [(move, words.BUTTONS[move.act]) for move in moves_from(state, is_administrator=is_administrator)]
        if is_leader
        else [],
        "models": list(in_force().models),
        "candidates": sorted(accounts.names(staff()).items(), key=lambda pair: pair[1]) if is_leader else [],
        "is_desk": is_desk(actor),
        "tab": "rfcs",
        **(extra or {}),
    }
    return render(request, "rfcs/rfc.html", values, status=400 if extra else 200)


@viewer.signed_in
@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show how two versions of the text differ; without a choice, the newest and the one before."""
    actor = viewer.actor(request)
    found = get_rfc(actor, number)
    versions = list(found.texts.order_by("number"))
    newer = text_of(found, _version(request, "to"))
    older = text_of(found, _version(request, "from") or max(newer.number - 1, 1))
    values = {
        "rfc": found,
        "versions": versions,
        "older": older,
        "newer": newer,
        "lines": difference(older.text, newer.text),
        "is_desk": is_desk(actor),
        "tab": "rfcs",
    }
    return render(request, "rfcs/compare.html", values)


def _version(request: HttpRequest, name: str) -> int | None:
    wanted = request.GET.get(name, "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 9):
        raise RfcNotFound(number=wanted[:20])
    return int(wanted)
