"""Organizations, their JSON Schemas, and the versions of each."""

from django.db import models


class Organization(models.Model):
    """Owns schema names. Its ACL says who may register under it."""

    name = models.CharField(max_length=250, unique=True)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    @property
    def guard_kind(self) -> str:
        """See access.Guarded."""
        return "organization"

    @property
    def guard_id(self) -> int:
        """See access.Guarded."""
        return self.id

    @property
    def acl_id(self) -> int:
        """See access.Guarded: every organization has its own ACL."""
        return self.id

    @property
    def guard_name(self) -> str:
        """See access.Guarded."""
        return self.name


class Schema(models.Model):
    """A name within an organization; the document is in its versions."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="schemas")
    name = models.CharField(max_length=250)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="one_schema_a_name"),)


class Document(models.Model):
    """The JSON text of a schema, stored once however many versions share it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    # As registered, $id rewritten to the canonical one; references to other schemas stay references.
    text = models.TextField()


class SchemaVersion(models.Model):
    """One registered version. With a semantic version it never changes; without, the newest is the alias."""

    schema = models.ForeignKey(Schema, on_delete=models.CASCADE, related_name="versions")
    semantic_version = models.CharField(max_length=100, null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    # With every reference to a registered schema inlined: what judges.
    validation_document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["schema", "semantic_version"], name="one_version_a_number"),
        )
