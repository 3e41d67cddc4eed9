"""Activities, what they used, and which versions of entities they made."""

from django.db import models

from theatrum.repository.entities.models import Version


class Activity(models.Model):
    """Something that was done: an analysis, a conversion. It stands for itself, beside the tree."""

    etag = models.CharField(max_length=36)
    name = models.TextField(blank=True)
    description = models.TextField(blank=True)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()


class Used(models.Model):
    """One thing that an activity used: an entity, or what a URL names."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="used")
    position = models.IntegerField()
    # What was executed, such as a script, and not only read.
    was_executed = models.BooleanField(default=False)
    # No foreign key: what was used is told for good, whether or not the entity is still here, or ever was.
    node_id = models.BigIntegerField(null=True, db_index=True)
    version_number = models.BigIntegerField(null=True)
    name = models.TextField(blank=True)
    url = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["activity", "position"], name="one_used_thing_a_position"),)
        ordering = ("position",)


class Generation(models.Model):
    """That a version of an entity was made by an activity; it goes with the version."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="generation")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="generations")
