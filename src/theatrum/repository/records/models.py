"""What the rows of a record set are worth, version by version."""

from django.db import models

from theatrum.repository.entities.models import Verdict, Version
from theatrum.repository.schemas.models import SchemaVersion


class RowsVerdict(models.Model):
    """The verdict on the rows of one version of a record set: the latest one, by the schema that held then."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="rows_verdict")
    # Says what was judged by what: the same again has the same verdict, and needs no reading.
    fingerprint = models.CharField(max_length=64)
    schema_version = models.ForeignKey(SchemaVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    # The document that judged; the newest version of a schema may have got another one since.
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=Verdict)
    valid_rows = models.BigIntegerField()
    invalid_rows = models.BigIntegerField()
    # Each a JSON object as ``told.py`` makes it; cells are quoted in them, for those who may download the file.
    findings = models.JSONField(default=list)
    # How many more there are than are kept.
    left_out = models.IntegerField(default=0)
    judged_on = models.DateTimeField()
    engine = models.CharField(max_length=40)

    @property
    def rows(self) -> int:
        """How many rows were judged; blank ones are not."""
        return self.valid_rows + self.invalid_rows
