"""Which door answers which path; file bytes, websockets and ``/healthz`` are answered before Django (asgi.py)."""

from django.urls import include, path

urlpatterns = [
    path("", include("theatrum.doors.api.urls")),
]
