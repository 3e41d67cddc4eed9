"""What grids over folders know beside their rows: how far they have followed their folder, what was filled in."""

from django.db import models

from theatrum.repository.grids.models import Workspace


class Following(models.Model):
    """Up to which event of the audit the rows of a workspace have followed its folder."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True, related_name="following")
    sequence = models.BigIntegerField(default=0)


class FilledRow(models.Model):
    """Which cells of a row the server filled in, by the row's number.

    ``{"slot": [digest, where]}``: a digest of the text, by which it is known whether it still stands there, and where
    it is from, in our words. A cell is filled once: what somebody empties stays empty.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="filled_rows")
    number = models.BigIntegerField()
    cells = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace", "number"], name="one_filling_a_row"),)
