"""The views of the measured server: a small read, a slow one, a file through Django; and all of ours beside them."""

import time
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from theatrum.repository.accounts.models import Principal

SLOW_SECONDS = 2.0


def read(_request: HttpRequest) -> HttpResponse:
    """Answer one row of the database as JSON."""
    row = Principal.objects.values("id", "is_individual").order_by("id").first()
    return JsonResponse({"row": row})


def slow(_request: HttpRequest) -> HttpResponse:
    """Wait, as a request does that waits for a database or a disk."""
    time.sleep(SLOW_SECONDS)
    return JsonResponse({})


def file(_request: HttpRequest, name: str) -> FileResponse:
    """Send a file's bytes through Django, which the byte plane spares."""
    return FileResponse(Path("/", name).open("rb"))


urlpatterns = [
    path("read", read),
    path("slow", slow),
    path("file/<path:name>", file),
    path("", include("theatrum.wiring.urls")),
]
