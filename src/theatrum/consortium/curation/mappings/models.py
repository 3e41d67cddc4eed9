"""Mappings: one a text of a column, for all record sets and folders of a component in a project."""

from django.db import models

from theatrum.repository.entities.models import Node

# Longer texts are sentences, which nobody writes twice.
LONGEST = 500
LONGEST_NAME = 300


class Mapping(models.Model):
    """What a text of a column is written as. One that was taken away stays, so that this can be undone."""

    project = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    # The name of the schema; of a source without one, the source.
    component = models.CharField(max_length=LONGEST_NAME)
    column = models.CharField(max_length=LONGEST_NAME)
    before = models.CharField(max_length=LONGEST)
    # A hash of component, column and text, which may be longer than an index takes.
    key = models.CharField(max_length=64)
    # Empty: the cell becomes empty.
    after = models.CharField(max_length=LONGEST, blank=True)
    # What it was written as before that was changed last; None where it never was.
    was = models.CharField(max_length=LONGEST, null=True)
    set_by = models.BigIntegerField()
    set_on = models.DateTimeField()
    removed_by = models.BigIntegerField(null=True)
    removed_on = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "key"], name="one_mapping_a_text"),)
        indexes = (models.Index(fields=["project", "component"]),)
