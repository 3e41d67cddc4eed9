"""Mails about events: text and HTML, with a link that ends mails of a topic by one click."""

from collections.abc import Collection, Sequence

from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from theatrum.consortium.events.letters import letter_for
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import TOPICS, Mailing
from theatrum.consortium.notices.inbox.unsubscribing import token_for
from theatrum.drivers import installation

UNSUBSCRIBE = "/notices/unsubscribe/"
SETTINGS = "/settings/notices"


def at_once(event: Event, *, user_id: int, address: str) -> EmailMultiAlternatives:
    """Return the mail about one event: in its own words, or in those of the room that has its subject."""
    mail = _mail(event.title, [event], user_id=user_id, address=address, lead="")
    letter = letter_for(event, user_id)
    if letter is not None:
        footer = str(mail.body).partition("-- \n")[2]
        mail.subject, mail.body = letter.subject or mail.subject, f"{letter.text}\n-- \n{footer}"
        mail.alternatives.clear()
        mail.extra_headers |= letter.headers
    return mail


def digest(events: Sequence[Event], *, user_id: int, address: str, every: Mailing) -> EmailMultiAlternatives:
    """Return the mail about the events of a day or a week, oldest first."""
    span = "day" if every is Mailing.DAILY else "week"
    count = f"{len(events)} notices" if len(events) != 1 else "1 notice"
    lead = f"What happened in the last {span} that concerns you:"
    return _mail(f"{count} of the last {span}", events, user_id=user_id, address=address, lead=lead)


def _mail(subject: str, events: Sequence[Event], *, user_id: int, address: str, lead: str) -> EmailMultiAlternatives:
    base = installation.settings().base_url
    topics = {event.topic for event in events}
    ends = {key: f"{base}{UNSUBSCRIBE}{token_for(user_id, [key])}" for key in sorted(topics) if _ends(key)}
    mail = EmailMultiAlternatives(subject=subject, body=_text(events, lead, ends, base), to=[address])
    mail.attach_alternative(_html(events, lead, ends, base), "text/html")
    # A program that answers mail must not answer these.
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    if ends:
        every = f"{base}{UNSUBSCRIBE}{token_for(user_id, sorted(ends))}"
        mail.extra_headers |= {"List-Unsubscribe": f"<{every}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return mail


def _text(events: Collection[Event], lead: str, ends: dict[str, str], base: str) -> str:
    parts = [lead] if lead else []
    for event in events:
        lines = [event.title, event.text.strip(), f"{base}{event.link}" if event.link else ""]
        parts.append("\n\n".join(line for line in lines if line))
    footer = [f"No more mails about “{TOPICS[key].name}”: {address}" for key, address in ends.items()]
    footer.append(f"What you are told, and when: {base}{SETTINGS}")
    return "\n\n\n".join([*parts, "-- \n" + "\n".join(footer)]) + "\n"


def _html(events: Collection[Event], lead: str, ends: dict[str, str], base: str) -> str:
    shown = format_html_join("", "{}", ((_event(event, base),) for event in events))
    footer = format_html_join(
        "",
        '<p><small>No more mails about “{}”: <a href="{}">stop them</a></small></p>',
        ((TOPICS[key].name, address) for key, address in ends.items()),
    )
    settings = format_html('<p><small><a href="{}{}">What you are told, and when</a></small></p>', base, SETTINGS)
    opening = format_html("<p>{}</p>", lead) if lead else ""
    return format_html(
        '<!doctype html><html lang="en"><body>{}{}<hr>{}{}</body></html>', opening, shown, footer, settings
    )


def _event(event: Event, base: str) -> SafeString:
    paragraphs = [part.strip() for part in event.text.split("\n\n") if part.strip()]
    text = format_html_join("", "<p>{}</p>", ((part,) for part in paragraphs))
    link = format_html('<p><a href="{}{}">Look at it</a></p>', base, event.link) if event.link else ""
    return format_html("<h2>{}</h2>{}{}", event.title, text, link)


def _ends(topic: str) -> bool:
    return TOPICS[topic].may_be_turned_off
