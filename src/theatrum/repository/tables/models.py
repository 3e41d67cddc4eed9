"""Column models, and what is known of tables beside their rows, which stand in physical tables of their own.

A table entity has the physical table ``table_<entity>``, a snapshot of it ``table_<entity>_v<version>``;
``physical`` makes and changes them, inside the transactions that change the schema.
"""

from django.db import models

from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files.models import FileHandle


class ColumnModel(models.Model):
    """A column's definition; never changed, and shared by all tables and views that have it."""

    name = models.CharField(max_length=256, db_index=True)
    column_type = models.CharField(max_length=20)
    maximum_size = models.IntegerField(null=True)
    maximum_list_length = models.IntegerField(null=True)
    default_value = models.TextField(null=True)
    facet_type = models.CharField(max_length=20, null=True)
    enum_values = models.JSONField(null=True)
    json_sub_columns = models.JSONField(null=True)
    # The hash of the definition in its normal form: the same definition is found again by it.
    digest = models.CharField(max_length=64, unique=True)


class TableState(models.Model):
    """How far a table has come: what the next row and the next change are called."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE, related_name="table_state")
    last_row_id = models.BigIntegerField(default=0)
    # Changes are numbered from 0; most tables begin with that of their columns, so that first rows have version 1.
    last_change = models.BigIntegerField(default=-1)
    # Of the last change of rows; the entity's own etag is another.
    etag = models.CharField(max_length=36, blank=True)


class TableChange(models.Model):
    """One change of the rows or the schema of a table. Rows bear its number as their version."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="table_changes")
    number = models.BigIntegerField()
    etag = models.CharField(max_length=36)
    changes_rows = models.BooleanField()
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["node", "number"], name="one_table_change_a_number"),)
        indexes = (models.Index(fields=["node", "etag"]),)


class TableSnapshot(models.Model):
    """A version of a table whose rows were kept as they were."""

    version = models.OneToOneField(Version, primary_key=True, on_delete=models.CASCADE, related_name="table_snapshot")
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()


class TableFile(models.Model):
    """A file that a cell of a table holds or has held: who may download the table may download it."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="table_files")
    handle = models.ForeignKey(FileHandle, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["node", "handle"], name="one_table_file_a_handle"),)


class TableTransaction(models.Model):
    """A request that was carried out, with its answer: carried out twice, it changes nothing the second time."""

    id = models.UUIDField(primary_key=True)
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="table_transactions")
    answer = models.JSONField()
    created_on = models.DateTimeField(db_index=True)
