"""Which door answers which path; file bytes, websockets and ``/healthz`` are answered before Django (asgi.py)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("theatrum.doors.api.urls")),
]
