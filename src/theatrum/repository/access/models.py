"""Access control lists: one for each thing that is its own benefactor."""

from django.db import models


class Acl(models.Model):
    """The list that protects one thing, and all that inherit from it."""

    owner_kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField()
    etag = models.CharField(max_length=36)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner_kind", "owner_id"], name="one_acl_a_thing"),)


class AclEntry(models.Model):
    """One permission of one principal in one list."""

    acl = models.ForeignKey(Acl, on_delete=models.CASCADE, related_name="entries")
    principal_id = models.BigIntegerField()
    permission = models.CharField(max_length=30)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["acl", "principal_id", "permission"], name="one_entry_a_grant"),)
        indexes = (models.Index(fields=["principal_id", "permission"]),)
