"""Days of release cycles, and events, as the DCC set them: what has no row here is as the profile says."""

from django.db import models


class Schedule(models.Model):
    """The days of one release. A day that is not set yet is None, whatever the profile says."""

    release = models.IntegerField(primary_key=True)
    opens = models.DateField(null=True)
    deadline = models.DateField(null=True)
    inclusion_review = models.DateField(null=True)
    quality_control = models.DateField(null=True)
    publication = models.DateField(null=True)
    # How often it was changed: calendars of others take the highest.
    sequence = models.IntegerField(default=0)
    changed_on = models.DateTimeField()
    changed_by = models.BigIntegerField()


class Window(models.Model):
    """What the DCC says, beside the days, of when the ingest folders of a release take data: of a center, or of all."""

    release = models.IntegerField()
    # Empty: of all centers.
    center_id = models.CharField(max_length=20, blank=True)
    # Opened before the day of the calendar.
    opens_on = models.DateField(null=True)
    # The last day, where it is later than the deadline of the calendar.
    until = models.DateField(null=True)
    # Closed by hand, or not, whatever is said of all; None where nothing is said.
    is_closed = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    changed_on = models.DateTimeField()
    changed_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "center_id"], name="one_window_a_center"),)


class Reminder(models.Model):
    """That a center was reminded, so many days before, of the last day on which a release takes its data."""

    release = models.IntegerField()
    center_id = models.CharField(max_length=20)
    until = models.DateField()
    days = models.IntegerField()
    told_on = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["release", "center_id", "until", "days"], name="one_reminder_a_day"),
        )


class Occasion(models.Model):
    """Something that takes place: a call, a meeting, office hours."""

    # Of the profile's own, their key; else made here. Calendars of others know it by this.
    key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    starts_on = models.DateTimeField(db_index=True)
    ends_on = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=500, blank=True)
    about = models.TextField(blank=True)
    # The atlas id of the one center that it is for; empty is everybody.
    center_id = models.CharField(max_length=20, blank=True)
    # Kept after it is called off, so that calendars of others hear of it.
    is_canceled = models.BooleanField(default=False)
    sequence = models.IntegerField(default=0)
    changed_on = models.DateTimeField()
    changed_by = models.BigIntegerField()


class Feed(models.Model):
    """The address by which a person's own calendar program reads: it works as long as its number is the current one."""

    user_id = models.BigIntegerField(primary_key=True)
    number = models.IntegerField(default=1)
    is_open = models.BooleanField(default=True)
    made_on = models.DateTimeField()
