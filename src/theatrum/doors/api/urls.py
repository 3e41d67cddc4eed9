"""Where the wire is mounted. ``wiring`` includes this at the root, before the pages.

A room's routes are added to the service's list here, and nowhere else.
"""

from django.urls import include, path, re_path

from theatrum.doors.api.app import framed, service
from theatrum.doors.api.routes import fallback, files, multipart, teams, users

REPO = (users.repo, teams.repo, files.repo)
AUTH = (users.auth,)
FILE = (files.file, multipart.file)

urlpatterns = [
    re_path(r"^(?P<name>repo|auth|file)/v1/?$", framed(fallback.root)),
    path("repo/v1/", include(service("repo", REPO))),
    path("auth/v1/", include(service("auth", AUTH))),
    path("file/v1/", include(service("file", FILE))),
    re_path(r"^(?P<name>repo|auth|file)/v1/(?P<rest>.*)$", framed(fallback.unknown)),
]
