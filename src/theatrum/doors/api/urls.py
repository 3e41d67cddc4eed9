"""Where the wire is mounted. ``wiring`` includes this at the root, before the pages.

A room's routes are added to the service's list here, and nowhere else.
"""

from django.urls import include, path, re_path

from theatrum.doors.api.app import framed, service
from theatrum.doors.api.openapi import document, shown
from theatrum.doors.api.routes import (
    activities,
    annotations,
    attached,
    bindings,
    bulk,
    bundles,
    children,
    columns,
    curation,
    destinations,
    downloads,
    entities,
    fallback,
    files,
    grid_rows,
    grids,
    known,
    members,
    memberships,
    messages,
    multipart,
    numbering,
    old_wikis,
    queries,
    requirements,
    schemas,
    sharing,
    tables,
    teams,
    tickets,
    trash,
    users,
    wiki_files,
    wikis,
)

ENTITIES = (children.routes, bundles.routes, entities.routes, annotations.routes, sharing.routes, trash.routes)
REPO = (
    users.repo,
    teams.repo,
    members.repo,
    memberships.repo,
    attached.routes,
    destinations.repo,
    downloads.repo,
    known.repo,
    messages.repo,
    numbering.repo,
    requirements.repo,
    tickets.repo,
    schemas.routes,
    bindings.routes,
    activities.routes,
    columns.routes,
    tables.routes,
    queries.routes,
    grids.routes,
    grid_rows.routes,
    curation.routes,
    wikis.routes,
    wiki_files.routes,
    old_wikis.routes,
    *ENTITIES,
)
AUTH = (users.auth,)
FILE = (multipart.file, files.file, destinations.file, bulk.file)
SERVICES = {"repo": REPO, "auth": AUTH, "file": FILE}

urlpatterns = [
    re_path(r"^(?P<name>repo|auth|file)/v1/?$", framed(fallback.root)),
    path("repo/v1/openapi.json", framed(shown(lambda: document(SERVICES)))),
    path("repo/v1/", include(service("repo", SERVICES["repo"]))),
    path("auth/v1/", include(service("auth", SERVICES["auth"]))),
    path("file/v1/", include(service("file", SERVICES["file"]))),
    re_path(r"^(?P<name>repo|auth|file)/v1/(?P<rest>[\s\S]*)$", framed(fallback.unknown)),
]
