"""Saying something to everybody at a grid that is no operation: in whichever process they sit.

What is told is kept for some minutes, for the processes that hold seats read it from the database.
"""

from datetime import timedelta

from theatrum.drivers.db import news
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.models import Notice, Workspace

KEPT = timedelta(minutes=5)


def tell(workspace: Workspace, message: JsonObject) -> None:
    """Send a message of the protocol to every seat at a workspace: ``comment``, ``saved``, ``changed``.

    Inside ``writing()`` it is told if that commits; else at once.
    """
    moment = clock.now()
    with writing():
        Notice.objects.filter(at__lt=moment - KEPT).delete()
        Notice.objects.create(workspace=workspace, at=moment, message=message)
        stir(workspace.id)


def stir(workspace_id: int) -> None:
    """Wake the processes that hold seats at a workspace, when the open transaction has committed."""
    news.publish(f"grid:{workspace_id}")


def told_after(workspace_id: int, notice_id: int) -> list[tuple[int, JsonObject]]:
    """Return what was told after a notice, in order, with the number of each.

    On PostgreSQL a lower number may commit after a higher one: whoever reads by it asks from some way back, and
    leaves out what it knows.
    """
    found = Notice.objects.filter(workspace_id=workspace_id, id__gt=notice_id).order_by("id")
    return list(found.values_list("id", "message"))


def last_notice() -> int:
    """Return the number of the newest notice; 0 where there is none."""
    newest = Notice.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0
