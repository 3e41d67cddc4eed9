"""Identifiers that were given out by this server."""

from django.db import models


class Series(models.Model):
    """The identifiers of one center; its row is locked while the next ones are found."""

    center = models.CharField(max_length=20, unique=True)


class Reservation(models.Model):
    """An identifier that somebody was given. It stays: what was given once is never given again."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="reservations")
    identifier = models.CharField(max_length=60, unique=True)
    reserved_by = models.BigIntegerField()
    reserved_on = models.DateTimeField()
