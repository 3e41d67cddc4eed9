"""Identifiers that were given out by this server."""

from django.db import models


class Series(models.Model):
    """The identifiers of one center; its row is locked while the next ones are found."""

    center = models.CharField(max_length=20, unique=True)


class Last(models.Model):
    """The highest number that was given out in a row of numbers of a center: of a kind, under something."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="lasts")
    kind = models.CharField(max_length=40)
    under = models.CharField(max_length=60)
    # Identifiers have more digits than integers.
    number = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["series", "kind", "under"], name="one_last_a_row"),)


class Reservation(models.Model):
    """An identifier that somebody was given. It stays: what was given once is never given again."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="reservations")
    identifier = models.CharField(max_length=60, unique=True)
    reserved_by = models.BigIntegerField()
    reserved_on = models.DateTimeField()
