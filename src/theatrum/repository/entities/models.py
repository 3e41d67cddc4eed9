"""Nodes of the tree, their versions, what protects and what judges them.

Ancestry is a closure table: a subtree, a path or the nearest bound schema is one indexed read.
"""

from django.db import models
from django.db.models import Q

from theatrum.kernel.ids import entity_id
from theatrum.repository.files.models import FileHandle
from theatrum.repository.schemas.models import Schema, SchemaVersion

ROOT_ID = 4489


class Kind(models.TextChoices):
    """What an entity is; ``kinds.py`` knows what each carries and how the wire calls it."""

    PROJECT = "project"
    FOLDER = "folder"
    FILE = "file"
    RECORD_SET = "recordset"
    LINK = "link"
    TABLE = "table"
    ENTITY_VIEW = "entityview"


class Node(models.Model):
    """An entity: its place, name and etag. What versions carry stands in Version."""

    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=256)
    etag = models.CharField(max_length=36)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()
    # The entity whose ACL holds here: itself, or the nearest ancestor that has one.
    benefactor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    # The highest number of a version that was deleted: no number is given twice, or what names it would lie.
    spent_number = models.BigIntegerField(default=0)
    # Set on a deleted entity and all below it: the id of the one that was deleted.
    trash_root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    trashed_on = models.DateTimeField(null=True)
    trashed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(trash_root=None), name="one_live_name_a_parent"
            ),
        )
        # Workers ask every few seconds what has been in the trash too long.
        indexes = (
            models.Index(fields=["trashed_on"], condition=Q(trashed_on__isnull=False), name="node_in_the_trash"),
        )

    @property
    def guard_kind(self) -> str:
        """See access.Guarded."""
        return "entity"

    @property
    def guard_id(self) -> int:
        """See access.Guarded."""
        return self.id

    @property
    def acl_id(self) -> int:
        """See access.Guarded."""
        return self.benefactor_id or self.id

    @property
    def guard_name(self) -> str:
        """See access.Guarded."""
        return entity_id(self.id)

    @property
    def public_id(self) -> str:
        """The id as people and the wire see it: ``syn123``."""
        return entity_id(self.id)

    @property
    def is_container(self) -> bool:
        """Whether it can have children."""
        return self.kind in {Kind.PROJECT, Kind.FOLDER}

    @property
    def is_versionable(self) -> bool:
        """Whether it can have more than one version."""
        return self.kind in {Kind.FILE, Kind.RECORD_SET, Kind.TABLE, Kind.ENTITY_VIEW}


class Version(models.Model):
    """What an entity carried at one version: the file, the annotations and the kind's own fields."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="versions")
    number = models.BigIntegerField()
    label = models.CharField(max_length=256)
    comment = models.CharField(max_length=256, blank=True)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()
    handle = models.ForeignKey(FileHandle, null=True, on_delete=models.PROTECT, related_name="versions")
    # {"key": {"type": "STRING", "value": ["…"]}}: the wire's form, every value a string.
    annotations = models.JSONField(default=dict)
    # The kind's own fields under their wire names, such as description, upsertKey or linksTo.
    details = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["node", "number"], name="one_version_a_node_number"),
            models.UniqueConstraint(fields=["node", "label"], name="one_version_a_node_label"),
        )


class Ancestry(models.Model):
    """One row for each pair of a node and an ancestor; the node itself at depth 0, its parent at 1."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="ancestry")
    ancestor = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="descent")
    depth = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["node", "ancestor"], name="one_row_a_pair"),)
        indexes = (models.Index(fields=["ancestor", "depth"]),)


class Binding(models.Model):
    """A schema bound to an entity; it holds for all below that have no nearer one."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="binding")
    schema = models.ForeignKey(Schema, on_delete=models.PROTECT)
    # None follows the newest version of the schema.
    version = models.ForeignKey(SchemaVersion, null=True, on_delete=models.PROTECT)
    enable_derived_annotations = models.BooleanField(default=False)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()


class AccessRequirement(models.Model):
    """A lock on the files of an entity and of all below it: nobody but their makers downloads until it is lifted."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="requirements")
    etag = models.CharField(max_length=36)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["node"], name="one_requirement_an_entity"),)


class Verdict(models.TextChoices):
    """What the bound schema says of an entity; unknown until a job has judged it again."""

    UNKNOWN = "unknown"
    VALID = "valid"
    INVALID = "invalid"


class Validation(models.Model):
    """The verdict on an entity that has a bound schema; an entity without one has no row."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="validation")
    verdict = models.CharField(max_length=10, choices=Verdict, db_index=True)
    object_etag = models.CharField(max_length=36, blank=True)
    version = models.ForeignKey(SchemaVersion, null=True, on_delete=models.CASCADE)
    validated_on = models.DateTimeField(null=True)
    # Synapse's wording (the three fields that the wire shows) and the engine's findings.
    exception = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    derived = models.JSONField(default=dict)
