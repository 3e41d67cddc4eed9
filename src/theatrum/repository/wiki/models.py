"""The wiki of an entity: one tree of pages, each with all its versions; who else may see one, and its words."""

from django.db import models
from django.db.models import Q

from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle


class Wiki(models.Model):
    """The pages of one entity. It is there as long as its root page is."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="wiki")
    # The etag of the order alone; each page has its own.
    etag = models.CharField(max_length=36)
    # Ids of pages, as text, in the order in which siblings are shown; pages that it lacks come after.
    order_hint = models.JSONField(default=list)
    # Whether any page is kept for some people: where none is, nobody has to ask.
    is_limited = models.BooleanField(default=False)


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


class Reader(models.Model):
    """Somebody whom a page, with all below it, is kept for: a person or a team. Without any it is for all."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="readers")
    principal_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["page", "principal_id"], name="one_reader_a_page"),)


class PageText(models.Model):
    """The words of the current version of a page, for search. Never shown to whom its file is locked for."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="words")
    number = models.BigIntegerField()
    handle = models.ForeignKey(FileHandle, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    # Title and text without regard to case, which databases do each in their own way.
    folded = models.TextField(blank=True)


class Follower(models.Model):
    """That somebody wants to hear of changes of a page, or of the page with all below it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    with_below = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["page", "user"], name="one_follower_a_page"),)


class DeletedPages(models.Model):
    """Pages that were deleted, as they were, so that they can be brought back for some time."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=256, blank=True)
    # The page that the first of them stood below.
    parent_id = models.BigIntegerField(null=True)
    content = models.JSONField()
    deleted_by = models.BigIntegerField()
    deleted_on = models.DateTimeField(db_index=True)
