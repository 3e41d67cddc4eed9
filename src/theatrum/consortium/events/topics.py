"""What events are about. A room appends its own topic here; whoever publishes under another key has a defect."""

from dataclasses import dataclass
from enum import StrEnum


class Told(StrEnum):
    """Whom a topic concerns beside those whom an event names."""

    MEMBERS = "members"
    """Everybody of the center."""
    REPRESENTATIVES = "representatives"
    """Who represents the center: its PI and its administrators."""
    SUBMITTERS = "submitters"
    """Who submits for the center: its wranglers and submitters."""
    LIAISON = "liaison"
    """The liaison of the center."""
    EVERYBODY = "everybody"
    """Everybody of every center, where an event names no center."""


class Mailing(StrEnum):
    """When a mail goes out about a topic."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True)
class Topic:
    """What a kind of event is called, whom it is told, and how it is mailed unless a person wants it otherwise."""

    key: str
    name: str
    about: str
    told: frozenset[Told] = frozenset()
    mailing: Mailing = Mailing.DAILY
    # Whether a person may turn its mails off; its place in the inbox stays in any case.
    may_be_turned_off: bool = True
    # Whether those whom an event names are told though they have no part in its center (any more).
    reaches_outsiders: bool = False
    # Whether those whom an event names are told by any role of the network, also one that does not see the center.
    reaches_network: bool = False


_CENTER = frozenset({Told.REPRESENTATIVES, Told.SUBMITTERS, Told.LIAISON})
_ALL = frozenset({Told.MEMBERS, Told.LIAISON, Told.EVERYBODY})
_LIAISON = frozenset({Told.LIAISON})
_HEADS = frozenset({Told.REPRESENTATIVES, Told.LIAISON})

_TOPICS = (
    Topic("release_opened", "Submission opened", "A release takes data now.", _ALL, Mailing.AT_ONCE),
    Topic("deadline", "Deadlines", "A deadline was set or has changed.", _ALL, Mailing.AT_ONCE),
    Topic("submission_planned", "Planned submissions", "A center says what it will send, and when.", _LIAISON),
    Topic("access_confirmed", "Access confirmed", "The liaison has made sure that people can send.", _CENTER),
    Topic("upload_complete", "Uploads", "Files have arrived and no more are on their way.", _CENTER),
    Topic("validation_results", "Validation", "Files or rows were checked, and what came of it.", _CENTER),
    Topic("task", "Tasks", "A task was given to you or your team, returned, or approved.", mailing=Mailing.AT_ONCE),
    Topic("task_review", "Tasks to review", "A center has submitted a task for review.", _LIAISON),
    Topic("exclusion", "Exclusions", "Something is left out of a release, or is back in it.", _CENTER, Mailing.AT_ONCE),
    Topic(
        "privacy",
        "Privacy",
        "What may identify a person was found, and what is to be done.",
        mailing=Mailing.AT_ONCE,
        may_be_turned_off=False,
        reaches_network=True,
    ),
    Topic("staged", "Staged", "Data passed and waits for the release.", _CENTER),
    Topic("released", "Released", "Data is public.", _ALL, Mailing.AT_ONCE),
    Topic("onboarding", "Onboarding", "Steps of people and centers until they may submit.", _HEADS),
    Topic(
        "personnel",
        "People",
        "Somebody joined a center, left it, or has another role.",
        _HEADS,
        may_be_turned_off=False,
        reaches_outsiders=True,
    ),
    Topic("liaison", "Liaison", "Who guides your center, and who stands in.", _ALL - {Told.EVERYBODY}, Mailing.AT_ONCE),
    Topic("publication", "Publications", "A center tells of a publication, or of what became of it.", _LIAISON),
    Topic("agreement", "Agreements", "An agreement was sent, executed, replaced or has ended.", _HEADS),
    Topic(
        "ticket",
        "Help desk",
        "A ticket was opened, answered or closed.",
        mailing=Mailing.AT_ONCE,
        reaches_outsiders=True,
    ),
    Topic("exception", "Exceptions", "An exception was asked for, granted, refused or has expired.", _CENTER),
    Topic("session", "Information sessions", "A session has a day, or a recording of it can be watched.", _ALL),
    Topic("wiki", "Wiki", "Pages that you follow were changed, or somebody names you on one.", mailing=Mailing.DAILY),
    Topic("rfc", "Requests for comments", "A proposal is open for comments, or was decided.", _ALL, Mailing.WEEKLY),
    Topic("webhook", "Webhooks", "A webhook of yours was turned off.", mailing=Mailing.AT_ONCE),
    # The message itself is mailed when it is sent.
    Topic("message", "Messages", "Somebody sent you a message on this server.", mailing=Mailing.NEVER),
    Topic(
        "announcement",
        "Announcements",
        "The coordinating center or your liaison writes to you.",
        frozenset(),
        Mailing.AT_ONCE,
        may_be_turned_off=False,
    ),
)
TOPICS: dict[str, Topic] = {topic.key: topic for topic in _TOPICS}
