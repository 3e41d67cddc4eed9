"""What a webhook is told: that something happened, about what, and where to look. No title, no text, no person."""

import json

from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import TOPICS
from theatrum.drivers import installation
from theatrum.kernel import clock

TEST = "test"
# Subjects whose ids are those of people's accounts.
_PEOPLE = frozenset({"person", "user"})


def body_of(event: Event | None) -> bytes:
    """Return the body of a message about an event, or of a test, as JSON in UTF-8."""
    if event is None:
        content: dict[str, object] = {"type": TEST, "timestamp": clock.wire_time(clock.now()), "data": {}}
    else:
        data = {
            "event": event.pk,
            "topic": TOPICS[event.topic].name,
            "center": event.center_id or None,
            "release": event.release,
            "subject": _subject(event),
            "link": f"{installation.settings().base_url}{event.link}" if event.link else None,
        }
        content = {"type": event.topic, "timestamp": clock.wire_time(event.at), "data": data}
    return json.dumps(content, separators=(",", ":")).encode()


def _subject(event: Event) -> dict[str, str] | None:
    if not event.subject_kind or event.subject_kind in _PEOPLE:
        return None
    return {"kind": event.subject_kind, "id": event.subject_id}
