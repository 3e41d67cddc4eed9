"""An index of the identifiers in files and record sets, kept up by ``indexing``: a look-up reads a few rows of it.

What somebody may see of it, the entities say when it is asked; nothing here speaks of permissions.
"""

from django.db import models

from theatrum.repository.entities.models import Node


class Progress(models.Model):
    """Up to which event of the audit the index has everything: one row. ``rules`` are those by which it was read."""

    sequence = models.BigIntegerField(default=0)
    rules = models.CharField(max_length=64, default="")


class Indexed(models.Model):
    """An entity that was read: as which component, and at which state of it."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, primary_key=True, related_name="+")
    component = models.CharField(max_length=256)
    state = models.CharField(max_length=64)


class Place(models.Model):
    """That an entity names an identifier, as its own or as that of one of its rows, and what this comes from."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="places")
    identifier = models.CharField(max_length=60, db_index=True)
    # "" where it comes from nothing.
    parent = models.CharField(max_length=60, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["node", "identifier", "parent"], name="one_place_a_pair"),)


class Highest(models.Model):
    """The highest number that an entity's identifiers take in a row of numbers: of a kind, under something."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    center = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    under = models.CharField(max_length=60)
    # With zeros before it, so that texts are in the order of numbers: identifiers have more digits than integers.
    number = models.CharField(max_length=60)

    class Meta:
        indexes = (models.Index(fields=["center", "kind", "under", "number"]),)
