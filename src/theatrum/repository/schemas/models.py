"""Organizations, their JSON Schemas, the versions of each, and what they refer to.

Names are ASCII and unique whatever their case, as Synapse has it.
"""

from django.db import models
from django.db.models.functions import Lower

from theatrum.repository.schemas.names import LIMIT, SchemaId


class Organization(models.Model):
    """Owns schema names. Its ACL says who may register under it."""

    name = models.CharField(max_length=LIMIT)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("name"), name="one_organization_a_name"),)

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
    name = models.CharField(max_length=LIMIT)
    # What the name without a version means. None only while the first version is being written.
    latest = models.ForeignKey("SchemaVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint("organization", Lower("name"), name="one_schema_a_name"),)

    @property
    def public_id(self) -> SchemaId:
        """The id that follows the newest version. ``organization`` is loaded."""
        return SchemaId(self.organization.name, self.name)


class Document(models.Model):
    """The JSON text of a schema, stored once however many versions share it.

    Without its ``$id``: that depends on the version, on how it was asked for, and on the server's address.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()


class SchemaVersion(models.Model):
    """One registered version. With a semantic version its document never changes."""

    schema = models.ForeignKey(Schema, on_delete=models.CASCADE, related_name="versions")
    # None, not "": a schema can have many versions without a number.
    semantic_version = models.CharField(max_length=LIMIT, null=True)  # see above
    # As registered: references to other schemas stay references.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    # With every reference to a registered schema put inside: what judges.
    validation_document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    # Names the request that made it, so that a job which is run twice registers once.
    request = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["schema", "semantic_version"], name="one_version_a_number"),)

    @property
    def public_id(self) -> SchemaId:
        """The id of exactly this version. ``schema.organization`` is loaded."""
        return SchemaId(self.schema.organization.name, self.schema.name, self.semantic_version)


class SchemaReference(models.Model):
    """That a version refers to another schema; the other cannot go while it does."""

    version = models.ForeignKey(SchemaVersion, on_delete=models.CASCADE, related_name="references")
    target = models.ForeignKey(Schema, on_delete=models.RESTRICT, related_name="referrers")
    # None follows the newest version of the target.
    target_version = models.ForeignKey(SchemaVersion, null=True, on_delete=models.RESTRICT, related_name="referrers")
