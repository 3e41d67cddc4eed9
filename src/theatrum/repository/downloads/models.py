"""Download lists: one a person."""

from django.db import models
from django.db.models import Q

from theatrum.repository.entities.models import Node, Version


class ListedFile(models.Model):
    """A file on somebody's download list: one version of it, or whichever is current."""

    user_id = models.BigIntegerField()
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.CASCADE, related_name="+")
    added_on = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user_id", "version"], name="one_row_a_listed_version"),
            models.UniqueConstraint(
                fields=["user_id", "node"], condition=Q(version=None), name="one_row_a_listed_current_file"
            ),
        )
