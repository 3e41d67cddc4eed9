"""What is known of files that were screened, or wait for it; decisions on them; incidents.

No text of a file stands here: of a finding, its class, place, length and keyed hash; of a header's field, its shape.
"""

from django.db import models
from django.db.models import Q

from theatrum.repository.files.models import FileHandle


class State(models.TextChoices):
    """Where the screening of a file is; ``states.py`` says what may follow on what."""

    WAITING = "waiting"
    RUNNING = "running"
    CLEAR = "clear"
    # A reviewer has to look at it.
    HELD = "held"
    # It could not be looked into: a reviewer has to look at it as well.
    UNREADABLE = "unreadable"
    # It holds what the policy blocks: locked, with an incident.
    BLOCKED = "blocked"
    REJECTED = "rejected"
    ALLOWED = "allowed"


class Screening(models.Model):
    """The screening of one file handle, from its arrival on. The latest result stands here, older ones in the audit."""

    handle = models.OneToOneField(FileHandle, primary_key=True, on_delete=models.CASCADE, related_name="screening")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Since when it is in this state, and since when somebody waits for a result.
    since = models.DateTimeField()
    arrived_on = models.DateTimeField()
    # What it was before it was looked at again, and whether it may be read meanwhile, as it was open before.
    before = models.CharField(max_length=10, blank=True)
    is_open_meanwhile = models.BooleanField(default=False)
    # Grows with each wish to screen: what an older wish found is not stored any more.
    wish = models.PositiveIntegerField(default=1)
    # Whether something has the file: until then it is for its uploader alone, and nobody waits for a result.
    is_taken = models.BooleanField(default=False)
    uploader_id = models.BigIntegerField(db_index=True)
    # By which engine and policy, and as what, it was judged; empty before the first result.
    version = models.CharField(max_length=64, blank=True, db_index=True)
    subject = models.CharField(max_length=64, blank=True)
    # What it is: the entity that has it, its center, its component; the format, and what the header says.
    node_id = models.BigIntegerField(null=True)
    center = models.CharField(max_length=20, blank=True)
    component = models.CharField(max_length=256, blank=True)
    label = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    # Pictures beside the data, for a reviewer: kind, place, index, width, height of each.
    pictures = models.JSONField(default=list)
    # How many findings lead to what; more of them than are kept are counted here.
    blocks = models.PositiveIntegerField(default=0)
    holds = models.PositiveIntegerField(default=0)
    notes = models.PositiveIntegerField(default=0)
    # Files with the same are decided on together: a hash of classes, places and shapes of what holds them.
    pattern = models.CharField(max_length=64, blank=True)
    scanner = models.CharField(max_length=100, blank=True)
    # How far a running one is, in bytes, and when it moved last.
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    moved_on = models.DateTimeField(null=True)
    # When it was told that nothing moves: once for each wish.
    told_on = models.DateTimeField(null=True)
    # When its content was deleted for good.
    purged_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["state", "since"]),
            models.Index(fields=["center", "state"]),
            models.Index(fields=["pattern"], condition=~Q(pattern=""), name="screening_pattern"),
        )


class HiddenName(models.Model):
    """A name that may identify somebody, taken from where it stood while its file is shut: for who reviews it.

    Gone with the purge of the file; back in its place once the file is open.
    """

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="hidden_names")
    # Where it stood, as ``files.actions.hiding`` says it.
    place = models.CharField(max_length=10)
    subject_id = models.CharField(max_length=36)
    text = models.TextField()
    # Until when it may have been written into files and answers: ``exported.UNKNOWN`` before a job has seen it, None
    # once all of these are forgotten.
    exported_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["place", "subject_id"], name="one_hidden_name_a_place"),)


# The place of what stands in a name of a file.
FILE_NAME = "file name"


class FoundPlace(models.Model):
    """One place in a file where something identifying stands, or where the file is not what it should be."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="places")
    # ``privacy.`` and the class, or a code of the format's checks.
    code = models.CharField(max_length=80)
    severity = models.CharField(max_length=10)
    # block, hold or note; empty for what is no sign of a person.
    verdict = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=300, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    column = models.CharField(max_length=200, blank=True)
    row = models.BigIntegerField(null=True)
    offset = models.IntegerField(null=True)
    length = models.IntegerField(null=True)
    # The keyed hash of the match, and its shape: runs of letters and digits, for what is held only.
    digest = models.CharField(max_length=128, blank=True)
    shape = models.CharField(max_length=60, blank=True)
    # In our words, without anything of the file.
    message = models.CharField(max_length=500, blank=True)
    fix = models.CharField(max_length=500, blank=True)
    # The rule by which a reviewer has allowed it for this center.
    allowance = models.ForeignKey("Allowance", null=True, on_delete=models.SET_NULL, related_name="+")


class Allowance(models.Model):
    """What a reviewer has allowed for a center until a day: a class at a place of headers, of a shape or a scanner."""

    center = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    place = models.CharField(max_length=300)
    # Either the shape of what stands there or the scanner that writes it; an empty one means any.
    shape = models.CharField(max_length=60, blank=True)
    scanner = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=1000)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()
    expires_on = models.DateField()
    revoked_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["center", "expires_on"]),)


class Verb(models.TextChoices):
    """What a reviewer decides."""

    ALLOW = "allow"
    REJECT = "reject"
    ALWAYS = "always"


class Decision(models.Model):
    """What a reviewer has decided on a file, and what it was before; taken back by ``undone_on``."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=10, choices=Verb)
    reason = models.CharField(max_length=1000)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    before = models.CharField(max_length=10, choices=State)
    # What was decided at once is undone at once.
    batch = models.CharField(max_length=36, db_index=True)
    # The rules that came of it.
    allowances = models.ManyToManyField(Allowance, related_name="decisions")
    undone_on = models.DateTimeField(null=True)
    # When those concerned were told of it.
    told_on = models.DateTimeField(null=True)


class IncidentState(models.TextChoices):
    """The life of an incident; ``incident_states.py`` says what may follow on what."""

    DETECTED = "detected"
    LOCKED = "locked"
    NOTIFIED = "notified"
    PURGED = "purged"
    RESUBMISSION_REQUESTED = "resubmission_requested"
    RESUBMITTED = "resubmitted"
    REVALIDATED = "revalidated"
    CLOSED = "closed"
    FALSE_ALARM = "false_alarm"


class Incident(models.Model):
    """Identifying data that came in: what is known of it, and how far it is dealt with. Never deleted."""

    state = models.CharField(max_length=30, choices=IncidentState, default=IncidentState.DETECTED)
    opened_on = models.DateTimeField()
    changed_on = models.DateTimeField()
    closed_on = models.DateTimeField(null=True)
    center = models.CharField(max_length=20, blank=True)
    uploader_id = models.BigIntegerField()
    node_id = models.BigIntegerField(null=True)
    # The classes of what was found, such as ``email``.
    classes = models.JSONField(default=list)
    # The file that takes the place of the purged one.
    resubmitted_handle_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "opened_on"]), models.Index(fields=["center", "opened_on"]))


class IncidentFile(models.Model):
    """A file of an incident: the one that was found, and copies with the same bytes."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="files")
    # The handle may be deleted later; the number stays.
    handle_id = models.BigIntegerField(db_index=True)
    # The keyed hash of the bytes, by which they are known when they come again; empty where they were never whole.
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    # False for a copy that was open until its bytes were found in the file of somebody else: its owner is told.
    is_owner_told = models.BooleanField(default=True)
    purged_on = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "handle_id"], name="one_row_an_incident_file"),)


class IncidentEvent(models.Model):
    """One step of an incident: who, when, what it became. ``told_on`` is when those concerned were told."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    # None where the server did it by itself.
    actor_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=30, choices=IncidentState)
    reason = models.CharField(max_length=1000, blank=True)
    told_on = models.DateTimeField(null=True)


class Round(models.Model):
    """How far all files were looked through again: by which version, up to which handle and which event. One row.

    ``code`` are the detectors of the process that was started last, at ``code_since``: it alone looks again.
    """

    version = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64, blank=True)
    code_since = models.DateTimeField(null=True)
    last_handle_id = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(default=0)
