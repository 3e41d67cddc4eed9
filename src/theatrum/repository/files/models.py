"""File handles, multipart uploads and storage locations: what is known about bytes, which a blob store holds."""

from django.db import models


class Verification(models.TextChoices):
    """Whether the server has computed the checksum of the whole file itself."""

    PENDING = "pending"
    VERIFIED = "verified"
    FAILED = "failed"
    # Bytes that are elsewhere are never read here.
    NONE = "none"


class FileHandle(models.Model):
    """One stored file, or a link to bytes elsewhere; never changed, apart from its verification.

    The wire calls a stored one an S3FileHandle, a link an ExternalFileHandle. What is said of a link's
    bytes is what its maker says; size 0 and no MD5 where nothing is said.
    """

    etag = models.CharField(max_length=36)
    created_by = models.BigIntegerField(db_index=True)
    created_on = models.DateTimeField()
    file_name = models.CharField(max_length=256)
    content_type = models.CharField(max_length=256)
    size = models.BigIntegerField()
    md5 = models.CharField(max_length=32, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    # Handles made by copying share the key; the bytes go when the last of them is deleted. A link has none.
    key = models.CharField(max_length=200, blank=True, db_index=True)
    # The address of a link; empty for a stored file.
    url = models.TextField(blank=True, default="")
    storage_location_id = models.BigIntegerField(default=1)
    verification = models.CharField(max_length=10, choices=Verification, default=Verification.PENDING)
    verified_on = models.DateTimeField(null=True)
    # The file whose beginning this one is; a preview goes with it, and is locked with it.
    preview_of = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="preview")

    @property
    def is_link(self) -> bool:
        """Whether the bytes are elsewhere: this server has none of them."""
        return bool(self.url)

    @property
    def is_failed(self) -> bool:
        """Whether its bytes turned out not to be those that were promised: it is never handed out."""
        return self.verification == Verification.FAILED


class PackedFile(models.Model):
    """A file whose bytes are in a package: what locks the file locks the package."""

    package = models.ForeignKey(FileHandle, on_delete=models.CASCADE, related_name="packed")
    source = models.ForeignKey(FileHandle, on_delete=models.CASCADE, related_name="packages")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["package", "source"], name="one_row_a_packed_file"),)


class CopiedRows(models.Model):
    """That rows of a file are in a table or a grid too. ``facts`` say which, as the room of the holder needs it."""

    handle = models.ForeignKey(FileHandle, on_delete=models.PROTECT, related_name="copied_rows")
    holder = models.CharField(max_length=10)
    holder_id = models.BigIntegerField()
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["holder", "holder_id"]),)


class DerivedFile(models.Model):
    """A file that the server made of the rows of something: it is locked with the files whose rows these were."""

    handle = models.OneToOneField(FileHandle, primary_key=True, on_delete=models.CASCADE, related_name="derived")
    holder = models.CharField(max_length=10)
    holder_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["holder", "holder_id"]),)


class ErasedRows(models.Model):
    """When rows of a file were deleted for good from a table or a grid: what was read before may not be kept."""

    holder = models.CharField(max_length=10)
    holder_id = models.BigIntegerField()
    erased_on = models.DateTimeField()
    # How often: who reads remembers it, and finds it the same when what was read is written down.
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["holder", "holder_id"], name="one_row_an_erased_holder"),)


class StorageLocation(models.Model):
    """Where files may go, as an uploader may name it. All of them are this installation's own store.

    Never changed: asking for the same one again finds it. Number 1 is the default, and the operator's.
    """

    created_by = models.BigIntegerField()
    created_on = models.DateTimeField()
    etag = models.CharField(max_length=36)
    banner = models.CharField(max_length=1000, blank=True)
    description = models.CharField(max_length=1000, blank=True)
    # Kept and shown, as clients compare it; temporary credentials of the store are given to nobody.
    sts_enabled = models.BooleanField(default=False)
    base_key = models.CharField(max_length=100, blank=True)
    # Of what was asked for.
    request_hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["created_by", "request_hash"], name="one_location_a_request"),)


class UploadState(models.TextChoices):
    """The life of a multipart upload, in the wire's words."""

    UPLOADING = "UPLOADING"
    COMPLETED = "COMPLETED"


class Upload(models.Model):
    """A multipart upload of one person; the same request of the same person finds it again.

    Which parts have arrived is known to the store alone.
    """

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
    # How the store calls the upload; empty for a copy, which moves no bytes.
    ticket = models.CharField(max_length=1500, blank=True)
    storage_location_id = models.BigIntegerField(default=1)
    started_on = models.DateTimeField()
    # Moves when the uploader asks for addresses, so a living upload is never cleared away.
    updated_on = models.DateTimeField(db_index=True)
    handle = models.ForeignKey(FileHandle, null=True, on_delete=models.SET_NULL, related_name="uploads")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user_id", "request_hash"], name="one_upload_a_request"),)


class RefusedPart(models.Model):
    """A part that the store holds with another MD5 than its sender says: it counts as missing."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="refused")
    number = models.IntegerField()
    held_md5 = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["upload", "number"], name="one_refusal_a_part"),)
