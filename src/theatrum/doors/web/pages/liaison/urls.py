"""The addresses of liaisons' tools."""

from django.urls import path

from theatrum.doors.web.pages.liaison import notes, overview, publications, viewing

_PUBLICATIONS = "centers/<str:center_id>/publications"

urlpatterns = [
    path("liaison", overview.centers, name="liaison"),
    path("liaison/seen", overview.seen, name="liaison_seen"),
    path("liaison/letter", overview.letter, name="liaison_letter"),
    path("liaison/viewing/stop", viewing.stop, name="viewing_stop"),
    path("centers/<str:center_id>/view", viewing.start, name="viewing_start"),
    path("centers/<str:center_id>/notes", notes.center_notes, name="center_notes"),
    path(_PUBLICATIONS, publications.listing, name="center_publications"),
    path(f"{_PUBLICATIONS}/<int:publication_id>", publications.publication, name="center_publication"),
]
