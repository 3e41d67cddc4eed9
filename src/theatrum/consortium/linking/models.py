"""Reports on the links of a center, and what the rows of open workspaces name and give out."""

from django.db import models

from theatrum.consortium.known.models import Place
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.models import Workspace

# As long as an identifier may be; a hash is shorter.
LONGEST = Place._meta.get_field("identifier").max_length or 60


class Report(models.Model):
    """What the last check of all links of a center in one release came to: one a release, replaced by the next."""

    project = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    release = models.IntegerField()
    center = models.CharField(max_length=20)
    started_on = models.DateTimeField()
    seconds = models.FloatField()
    # Everything up to this event of the audit is in it.
    sequence = models.BigIntegerField()
    wanted_by = models.BigIntegerField()
    # By what was judged: the engine, and the overlay of the profile.
    engine = models.CharField(max_length=40)
    overlay = models.CharField(max_length=40)
    rows = models.BigIntegerField()
    # How many problems were too many to be kept.
    left_out = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "release"], name="one_report_a_release"),)


class Part(models.Model):
    """A record set, or a folder of files of one component, as it was judged."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    component = models.CharField(max_length=256)
    # Of a record set.
    version = models.BigIntegerField(null=True)
    rows = models.BigIntegerField()
    # Why its rows could not be read; empty where they could.
    trouble = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "node", "component"], name="one_part_a_component"),)


class Problem(models.Model):
    """One finding at one or many rows of a part, or about the submission as a whole."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="problems")
    # None: about the whole.
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, related_name="problems")
    # Where it stands among all of them.
    position = models.IntegerField()
    code = models.CharField(max_length=80)
    severity = models.CharField(max_length=10)
    component = models.CharField(max_length=256, blank=True)
    column = models.CharField(max_length=256, blank=True)
    message = models.TextField()
    fix = models.TextField(blank=True)
    requirement = models.CharField(max_length=20, blank=True)
    value = models.TextField(blank=True)
    # Data rows from 1 of a record set; entities of a folder. The first ones.
    rows = models.JSONField(default=list)
    count = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["report", "position"]),)


class Role(models.TextChoices):
    """What a row has to do with a text: gives it out as an identifier, names it, or is alike by it."""

    GIVES = "g"
    NAMES = "n"
    # A hash of what two rows must not share.
    ALIKE = "a"


class Followed(models.Model):
    """A workspace whose rows' links are judged. ``is_whole``: all its rows are in the index of mentions.

    ``is_told``: what was found of all of them when it was opened is stored. ``marking``: by which rules its marks were
    made (``marks.MARKING``).
    """

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+")
    is_whole = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)
    marking = models.IntegerField(default=0)
    # The center of its source when it was opened; empty where it is of none.
    center = models.CharField(max_length=20, blank=True)


class Mention(models.Model):
    """That a row of a workspace gives out or names an identifier, or is alike with others by something."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()
    role = models.CharField(max_length=1, choices=Role)
    text = models.CharField(max_length=LONGEST)

    class Meta:
        indexes = (
            models.Index(fields=["text", "workspace"], name="mention_of_a_text"),
            models.Index(fields=["workspace", "number"], name="mention_by_a_row"),
        )


class Arrival(models.Model):
    """That rows of an open workspace which mention a text are to be judged once more: it came or went somewhere.

    The same text may stand there twice: once as it is being judged, and once as it went again meanwhile.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=LONGEST)
