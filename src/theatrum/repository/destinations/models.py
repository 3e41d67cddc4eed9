"""Settings of projects and folders that name the storage locations of what is uploaded there."""

from django.db import models

from theatrum.repository.entities.models import Node


class UploadSetting(models.Model):
    """The storage locations of a project or folder, which hold for all below that have no nearer setting.

    The wire calls it a project setting of the type ``upload``; there is one on an entity.
    """

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="upload_setting")
    # Numbers of storage locations; the first is the default.
    locations = models.JSONField()
    etag = models.CharField(max_length=36)
