"""The wiki of an entity: one tree of pages, each with all its versions."""

from django.db import models
from django.db.models import Q

from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle


class Wiki(models.Model):
    """The pages of one entity. It is there as long as its root page is."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="wiki")
    # The etag of the order alone; each page has its own.
    etag = models.CharField(max_length=36)
    # Ids of pages, as text, in the order in which siblings are shown; pages that it lacks come after.
    order_hint = models.JSONField(default=list)


class Page(models.Model):
    """A page: its place in the tree. What is written on it stands in its versions."""

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="pages")
    # None for the root, of which there is one.
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    etag = models.CharField(max_length=36)
    # That of the current version, for the tree.
    title = models.CharField(max_length=256, blank=True)
    # The number of the current version.
    number = models.BigIntegerField(default=0)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["wiki"], condition=Q(parent=None), name="one_root_a_wiki"),)


class PageVersion(models.Model):
    """What was written on a page at one time. The first has the number 0."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.BigIntegerField()
    title = models.CharField(max_length=256, blank=True)
    # Markdown, compressed by gzip: as clients upload it, and as the server stores what comes inline.
    markdown = models.ForeignKey(FileHandle, on_delete=models.PROTECT, related_name="+")
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["page", "number"], name="one_version_a_page_number"),)


class Attachment(models.Model):
    """A file that a version of a page carries."""

    version = models.ForeignKey(PageVersion, on_delete=models.CASCADE, related_name="attachments")
    position = models.IntegerField()
    handle = models.ForeignKey(FileHandle, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "handle"], name="one_attachment_a_file"),)
        ordering = ("position",)
