"""Comments and suggestions, and where each stands in the workspaces that were opened since."""

from django.db import models

from theatrum.repository.entities.models import Node
from theatrum.repository.grids.models import Operation, Workspace


class State(models.TextChoices):
    """What has become of a comment; only a suggestion is accepted or rejected."""

    OPEN = "open"
    DONE = "done"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Comment(models.Model):
    """What somebody says about a cell, or proposes for it.

    It belongs to the source: workspaces come and go. A reply names the comment that began the thread, whose state
    is that of all.
    """

    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="grid_comments")
    # Where it was made, and the row's number there.
    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.SET_NULL, related_name="comments")
    number = models.BigIntegerField()
    # How other workspaces know the row: see ``known``.
    row_key = models.CharField(max_length=64, blank=True)
    column = models.TextField()
    reply_to = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    created_by = models.BigIntegerField()
    created_on = models.DateTimeField()
    text = models.TextField(blank=True)
    is_suggestion = models.BooleanField(default=False)
    # The proposed text, and what stood in the cell then; None is an empty cell.
    suggested = models.TextField(null=True)  # an empty cell is none, not an empty text
    was = models.TextField(null=True)  # as above
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    settled_by = models.BigIntegerField(null=True)
    settled_on = models.DateTimeField(null=True)
    # What wrote an accepted suggestion into the cell.
    operation = models.ForeignKey(Operation, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["source", "state"], name="grid_comment_of_a_source"),)


class Place(models.Model):
    """Where a comment of another workspace stands in this one; looked for once, and again when rows come."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="places")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="comment_places")
    # None where the row is not there.
    number = models.BigIntegerField(null=True)
    # The last row that there was when it was looked for.
    last_number = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment", "workspace"], name="one_place_a_workspace"),)
