"""File handles and multipart uploads: what is known about bytes, which a blob store holds."""

from django.db import models


class Verification(models.TextChoices):
    """Whether the server has computed the checksum of the whole file itself."""

    PENDING = "pending"
    VERIFIED = "verified"
    FAILED = "failed"


class FileHandle(models.Model):
    """One stored file; never changed, apart from its verification. The wire calls it an S3FileHandle."""

    etag = models.CharField(max_length=36)
    created_by = models.BigIntegerField(db_index=True)
    created_on = models.DateTimeField()
    file_name = models.CharField(max_length=256)
    content_type = models.CharField(max_length=256)
    size = models.BigIntegerField()
    md5 = models.CharField(max_length=32, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    key = models.CharField(max_length=200)
    storage_location_id = models.BigIntegerField(default=1)
    verification = models.CharField(max_length=10, choices=Verification, default=Verification.PENDING)
    verified_on = models.DateTimeField(null=True)


class UploadState(models.TextChoices):
    """The life of a multipart upload, in the wire's words."""

    UPLOADING = "UPLOADING"
    COMPLETED = "COMPLETED"


class Upload(models.Model):
    """A multipart upload of one person; the same request of the same person finds it again."""

    id = models.UUIDField(primary_key=True)
    user_id = models.BigIntegerField()
    # None when a forced restart or a failed check detached it: the same request then starts anew.
    request_hash = models.CharField(max_length=64, null=True)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.UPLOADING)
    file_name = models.CharField(max_length=256)
    content_type = models.CharField(max_length=256)
    md5 = models.CharField(max_length=32)
    size = models.BigIntegerField()
    part_size = models.BigIntegerField()
    storage_location_id = models.BigIntegerField(default=1)
    started_on = models.DateTimeField()
    updated_on = models.DateTimeField()
    handle = models.ForeignKey(FileHandle, null=True, on_delete=models.SET_NULL, related_name="uploads")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user_id", "request_hash"], name="one_upload_a_request"),
        )
