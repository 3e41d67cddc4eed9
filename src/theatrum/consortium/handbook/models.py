"""Which project is the network's wiki, and which of its pages came with the profile."""

from django.db import models

from theatrum.repository.entities.models import Node


class Handbook(models.Model):
    """The network's wiki, by its project: there is one, whatever it is called later."""

    project = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="+")
    made_on = models.DateTimeField()


class SeededPage(models.Model):
    """A page of the start content, as it was written here last."""

    # The name of its file: its address is /handbook/NAME wherever it stands.
    name = models.CharField(max_length=100, primary_key=True)
    handbook = models.ForeignKey(Handbook, on_delete=models.CASCADE, related_name="pages")
    # No key: a page that was deleted stays known, so that it is not made again.
    page_id = models.BigIntegerField()
    # The version of the page that was written from the profile; a later one is somebody's.
    number = models.BigIntegerField()
    # What it was written from, or what was offered and left.
    sha256 = models.CharField(max_length=64)
