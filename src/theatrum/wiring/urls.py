"""Which door answers which path; file bytes, websockets and ``/healthz`` are answered before Django (asgi.py)."""

from django.urls import include, path

urlpatterns = [
    path("", include("theatrum.doors.api.urls")),
    path("", include("theatrum.doors.web.urls")),
]
handler400 = "theatrum.doors.web.errors.bad_request"
handler403 = "theatrum.doors.web.errors.permission_denied"
handler404 = "theatrum.doors.web.errors.page_not_found"
handler500 = "theatrum.doors.web.errors.server_error"
