"""What I am told by mail, and when; and the link in a mail that ends mails of its kind."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from theatrum.consortium.events.topics import TOPICS, Mailing, Topic
from theatrum.consortium.notices.inbox import preferences
from theatrum.consortium.notices.inbox.unsubscribing import read_token, unsubscribe
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing

_WORDS = {
    Mailing.AT_ONCE: "At once",
    Mailing.DAILY: "Once a day",
    Mailing.WEEKLY: "Once a week",
    Mailing.NEVER: "Never",
}


@dataclass(frozen=True)
class Line:
    """A topic with what may be chosen for it."""

    topic: Topic
    chosen: Mailing
    choices: tuple[tuple[Mailing, str], ...]


@viewer.signed_in
def settings(request: HttpRequest) -> HttpResponseBase:
    """Show and change when I get mails about each topic."""
    actor = viewer.actor(request)
    if request.method == "POST":
        with writing():
            preferences.set_preferences(actor=actor, wanted=_chosen(request))
        messages.success(request, "Your choices are saved.")
        return HttpResponseRedirect(reverse("settings_notices"))
    chosen = preferences.preferences_of(actor.id)
    lines = [Line(topic, chosen[key], _choices(topic)) for key, topic in TOPICS.items()]
    return render(request, "settings/notices.html", {"lines": lines})


@csrf_exempt
@never_cache
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask whether mails of a kind shall end, or end them: mail programs do it by one POST, without cookies."""
    topics = [TOPICS[key] for key in read_token(token)[1]]
    if request.method == "POST":
        with writing():
            unsubscribe(token=token)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)
    values = {"topics": topics, "is_done": request.method == "POST"}
    return render(request, "notices/unsubscribe.html", values)


def _chosen(request: HttpRequest) -> dict[str, Mailing]:
    known = {one.value: one for one in Mailing}
    sent = {key: known.get(request.POST.get(key, "")) for key in TOPICS}
    return {key: mailing for key, mailing in sent.items() if mailing is not None}


def _choices(topic: Topic) -> tuple[tuple[Mailing, str], ...]:
    return tuple((one, words) for one, words in _WORDS.items() if one is not Mailing.NEVER or topic.may_be_turned_off)
