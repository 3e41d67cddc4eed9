"""Tickets: what somebody asks for, what was said about it, and by whom it is seen."""

from django.db import models

from theatrum.repository.files.models import FileHandle

LONGEST_TITLE = 250
LONGEST_TEXT = 20_000


class State(models.TextChoices):
    """Where a ticket is; ``states.py`` says what may follow on what."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Source(models.TextChoices):
    """How something came in."""

    PAGE = "page"
    MAIL = "mail"
    COMMAND = "command"
    # Opened without signing in.
    OUTSIDE = "outside"
    SERVER = "server"


class Ticket(models.Model):
    """Something that somebody wants to be helped with. Its number is its key."""

    queue = models.CharField(max_length=40)
    # That of its queue: only officers and who reported it see it.
    is_private = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    title = models.CharField(max_length=LONGEST_TITLE)
    # What the queue asks for and what the page knew, by its name for people.
    context = models.JSONField(default=dict)
    # A path of this server: what it is about.
    link = models.CharField(max_length=500, blank=True)
    center_id = models.CharField(max_length=20, blank=True)
    # None: somebody who is not signed in, who is answered at ``contact``.
    reporter_id = models.BigIntegerField(null=True)
    contact = models.CharField(max_length=254, blank=True)
    assignee_id = models.BigIntegerField(null=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="duplicates")
    source = models.CharField(max_length=10, choices=Source)
    opened_on = models.DateTimeField()
    changed_on = models.DateTimeField()
    # Since when the side that has to do something next has had it.
    waiting_since = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["state", "waiting_since"], name="ticket_waiting"),
            models.Index(fields=["reporter_id", "changed_on"], name="ticket_of_reporter"),
            models.Index(fields=["assignee_id", "state"], name="ticket_of_assignee"),
            models.Index(fields=["center_id", "changed_on"], name="ticket_of_center"),
        )


class EntryKind(models.TextChoices):
    """What an entry of a conversation is."""

    SAID = "said"
    # Seen by the desk only.
    NOTED = "noted"
    # What was done: the server's own words.
    DONE = "done"


class Entry(models.Model):
    """One entry of a ticket's conversation. Only one that waits to be let in ever changes."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    author_id = models.BigIntegerField(null=True)
    # Whose mail it was, where that is nobody's account here.
    sender = models.CharField(max_length=254, blank=True)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source)
    created_on = models.DateTimeField()
    # The Message-ID of the mail that it came as.
    mail_id = models.CharField(max_length=255, blank=True, db_index=True)
    # A mail from an address that is not of the person whom the answer was asked of: the desk lets it in, or not.
    is_doubtful = models.BooleanField(default=False)
    # A mail of which the mail server in front could not prove that it is of its sender.
    is_unproven = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["ticket", "created_on"], name="entry_of_ticket"),)


class Attachment(models.Model):
    """A file of an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="attachments")
    handle = models.ForeignKey(FileHandle, on_delete=models.PROTECT, related_name="+")


class Watcher(models.Model):
    """Somebody who is told of a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    user_id = models.BigIntegerField()
    # The desk lets them see it. Who follows by themselves sees it for another reason, and as long as that holds.
    is_let_in = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "user_id"], name="one_watcher_a_ticket"),)
        indexes = (models.Index(fields=["user_id"], name="watcher_of_tickets"),)


class Knock(models.Model):
    """That somebody who is not signed in wrote: counted, so that nobody floods the desk. Forgotten after a day."""

    # A keyed hash of where it came from.
    sign = models.CharField(max_length=64)
    on = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=["sign", "on"], name="knock_by_sign"),)
