"""Workspaces, their rows, and the log of operations that changed them.

The order of all changes of a workspace is its ``sequence``, taken by one statement that also holds every other
writer of the same workspace back until the transaction ends.
"""

from django.db import models
from django.db.models import Q

from theatrum.repository.audit.models import Payload
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.cells import CellsField


class Authorization(models.TextChoices):
    """Who may use a workspace besides administrators."""

    # The owner, or the members of the team that owns it.
    SESSION_OWNER = "SESSION_OWNER"
    # Who may update everything that its rows come from.
    SOURCE_BENEFACTOR = "SOURCE_BENEFACTOR"


class Workspace(models.Model):
    """An open grid over a record set, or over a query of an entity view."""

    session_id = models.CharField(max_length=36, unique=True)
    # The record set or the view.
    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="workspaces")
    # The version that was pulled last; None for a view, whose rows know their etags.
    source_version = models.BigIntegerField(null=True)
    # What selects the rows of a view.
    query = models.TextField(blank=True)
    authorization = models.CharField(max_length=20, choices=Authorization, default=Authorization.SESSION_OWNER)
    owner_id = models.BigIntegerField()
    # The entities whose ACLs protect what the rows come from, as of the last synchronization.
    benefactor_ids = models.JSONField(default=list)
    started_by = models.BigIntegerField()
    started_on = models.DateTimeField()
    modified_on = models.DateTimeField()
    etag = models.CharField(max_length=36)
    # Set when all rows are there, and when it was deleted.
    opened_on = models.DateTimeField(null=True)
    deleted_on = models.DateTimeField(null=True)
    # Until when one that was closed can be had back: its rows are kept until then.
    kept_until = models.DateTimeField(null=True, db_index=True)
    # The number of the last operation, and of the last row.
    sequence = models.BigIntegerField(default=0)
    last_number = models.BigIntegerField(default=0)
    last_client_replica = models.BigIntegerField()
    last_service_replica = models.BigIntegerField()
    # The schema that judges: its id, and the hash of its text; empty where none holds.
    schema_id = models.CharField(max_length=800, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    # Names by slot, and the slots that are shown, in order.
    column_names = models.JSONField(default=list)
    column_order = models.JSONField(default=list)
    # The columns that the source had when it was pulled last.
    source_columns = models.JSONField(default=list)
    # The job that fills it, or that synchronizes it now, and since when: one at a time.
    synchronizer = models.CharField(max_length=36, blank=True)
    synchronizing_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["started_by", "started_on"], condition=Q(deleted_on=None), name="grid_of_a_person"),
        )

    @property
    def columns(self) -> list[str]:
        """The names of the shown columns, in order."""
        return [str(self.column_names[slot]) for slot in self.column_order]

    @property
    def slots(self) -> dict[str, int]:
        """The slot of each shown column."""
        return {str(self.column_names[slot]): slot for slot in self.column_order}


class RowVerdict(models.TextChoices):
    """What the schema says of a row."""

    WAITING = "waiting"
    VALID = "valid"
    INVALID = "invalid"
    # No schema holds, or nothing stands in the row.
    NONE = "none"


# What a source has otherwise than a row, or has not, or has still.
CHANGED = (
    Q(is_deleted=False, base__isnull=False)
    | Q(is_deleted=False, source_key__isnull=True)
    | Q(is_deleted=True, source_key__isnull=False)
)


class Row(models.Model):
    """One row of a workspace. A deleted one stays, so that it can come back and the source can be told."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="rows")
    # Its name for ever, with the replica that made it: the wire's row id.
    number = models.BigIntegerField()
    replica_id = models.BigIntegerField()
    # The order of rows; there is room between any two.
    position = models.BigIntegerField()
    cells = CellsField()
    # What the source had when it was pulled last; None while nothing was changed since, and for a new row.
    base = CellsField(null=True)
    # A row of the source: the data row of the CSV from 0, or the entity. None for one that is new here.
    source_key = models.BigIntegerField(null=True)
    source_etag = models.CharField(max_length=36, blank=True)
    is_deleted = models.BooleanField(default=False)
    # The operation that touched it last.
    version = models.BigIntegerField(default=0)
    verdict = models.CharField(max_length=7, choices=RowVerdict, default=RowVerdict.WAITING)
    # Synapse's wording of an invalid row, and the engine's findings.
    message = models.TextField(blank=True)
    messages = models.JSONField(null=True)
    findings = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace", "number"], name="one_row_a_number"),)
        indexes = (
            models.Index(fields=["workspace", "position"]),
            models.Index(fields=["workspace", "source_key"]),
            models.Index(fields=["workspace", "number"], condition=Q(verdict="waiting"), name="grid_row_waiting"),
            models.Index(fields=["workspace", "number"], condition=CHANGED, name="grid_row_changed"),
        )


class Replica(models.Model):
    """One seat at a workspace: a browser or a script of one person, with what is selected there."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="replicas")
    replica_id = models.BigIntegerField()
    created_by = models.BigIntegerField()
    created_on = models.DateTimeField()
    # The numbers of rows and the slots of columns that are selected; True for all of them.
    selected_rows = models.JSONField(default=list)
    selected_columns = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace", "replica_id"], name="one_replica_a_number"),)


class OperationKind(models.TextChoices):
    """What an operation came from."""

    EDIT = "edit"
    IMPORT = "import"
    UNDO = "undo"
    MERGE = "merge"


class Operation(models.Model):
    """One change, in the order of the workspace. What stood there before and stands there now is a payload.

    ``{"cells": [[row, slot, from, to]], "inserted": [[row, cells]], "deleted": [[row, cells]], "restored": [row],
    "columns": [name]}``
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="operations")
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=OperationKind)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    replica_id = models.BigIntegerField(null=True)
    # What one act of a person became is undone as one.
    group = models.CharField(max_length=36)
    # How the sender calls it, so that it can be sent again.
    client_id = models.CharField(max_length=64, null=True)
    # The group that this one takes back.
    undoes = models.CharField(max_length=36, blank=True)
    # The touched rows lie between these.
    first_row = models.BigIntegerField()
    last_row = models.BigIntegerField()
    payload = models.ForeignKey(Payload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["workspace", "sequence"], name="one_operation_a_sequence"),
            models.UniqueConstraint(fields=["workspace", "client_id"], name="one_operation_a_client_id"),
        )
        indexes = (
            models.Index(fields=["workspace", "group"]),
            models.Index(fields=["workspace", "undoes"], name="grid_operation_undoes"),
        )


class Conflict(models.Model):
    """A cell that was changed here and at the source: the grid keeps its own until somebody chooses."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="conflicts")
    number = models.BigIntegerField()
    slot = models.IntegerField()
    # What the source has; None where the cell is empty there.
    theirs = models.TextField(null=True)
    # The version of the record set that has it; None for a file.
    version = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace", "number", "slot"], name="one_conflict_a_cell"),)


class Ticket(models.Model):
    """The right of one person to take a seat at a workspace, once and soon; the text of it is kept as its hash."""

    digest = models.CharField(max_length=64, unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()
    expires_on = models.DateTimeField(db_index=True)


class Notice(models.Model):
    """What is told to everybody at a workspace, for the few minutes in which the processes that hold seats read it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    message = models.JSONField()
