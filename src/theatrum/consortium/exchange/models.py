"""Tables that come in, on their way; what went out as a workbook; how people named columns before.

Values are never here: what is shown before an import, and the rows of a workbook, are files made of the grid.
"""

import uuid

from django.db import models

from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.models import Workspace


class State(models.TextChoices):
    """Where an import is."""

    # It is read, and compared with the grid.
    READING = "reading"
    # It has several sheets: somebody says which.
    CHOOSING = "choosing"
    # What would follow is shown; nothing is written yet.
    READY = "ready"
    APPLYING = "applying"
    DONE = "done"
    # It cannot be read, or something is refused as a whole.
    FAILED = "failed"
    DISCARDED = "discarded"


class Import(models.Model):
    """One table that somebody wants in a grid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="imports")
    actor_id = models.BigIntegerField()
    created_on = models.DateTimeField()
    # What was uploaded; deleted as soon as the import has ended.
    handle = models.ForeignKey(FileHandle, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=State, default=State.READING)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=100, null=True)
    # Header to column; None for one that is left out. Empty while nobody has said.
    mapping = models.JSONField(default=dict)
    # What is done with empty cells, rows that are gone, values remembered, and clashes.
    choices = models.JSONField(default=dict)
    # How many rows are what; codes and places, no values.
    counts = models.JSONField(default=dict)
    # What would follow, with values; and what is written, operation by operation.
    shown = models.ForeignKey(FileHandle, on_delete=models.SET_NULL, null=True, related_name="+")
    changes = models.ForeignKey(FileHandle, on_delete=models.SET_NULL, null=True, related_name="+")
    # What went out, where a workbook comes back.
    checkout = models.ForeignKey("Checkout", on_delete=models.SET_NULL, null=True, related_name="+")
    # The last operation of the grid when it was compared.
    sequence = models.BigIntegerField(default=0)
    # The reading that is wanted: a result of an earlier one is of no use.
    wish = models.IntegerField(default=0)
    # The group under which it is taken back.
    group = models.CharField(max_length=36)
    job_id = models.CharField(max_length=36, blank=True)
    reason = models.TextField(blank=True)
    ended_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["workspace", "created_on"]),)


class Checkout(models.Model):
    """A workbook of a grid that went out, with the rows as they were then: what comes back is compared with them."""

    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="checkouts")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="checkouts")
    actor_id = models.BigIntegerField()
    created_on = models.DateTimeField()
    # The version of the record set, and the last operation of the grid.
    source_version = models.BigIntegerField(null=True)
    sequence = models.BigIntegerField()
    schema_id = models.CharField(max_length=800, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    columns = models.JSONField()
    rows = models.IntegerField()
    # The rows; None when they were purged.
    handle = models.ForeignKey(FileHandle, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["created_on"]),)


class ColumnName(models.Model):
    """What a header of a center's tables means in one component: somebody said so at an import."""

    project = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    component = models.CharField(max_length=300, blank=True)
    # Without case, blanks and underscores.
    header = models.CharField(max_length=300)
    # Empty: the column is left out.
    column = models.CharField(max_length=300, blank=True)
    set_by = models.BigIntegerField()
    set_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "component", "header"], name="one_column_a_header"),)
