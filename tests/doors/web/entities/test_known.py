"""The button for known identifiers on a project's page."""

from collections.abc import Callable

from django.test import Client

from tests.factories.places import Place


def test_project_offers_its_known_identifiers(place: Place, anna: Client, show: Callable[[str], str]) -> None:
    assert place.path(place.project, "known") in show(place.path(place.project))
    assert place.path(place.folder, "known") not in show(place.path(place.folder))
    answer = anna.get(place.path(place.project, "known"))
    assert answer.getvalue() == b"id,component,parent\n"
    assert answer["Content-Disposition"] == 'attachment; filename="Pancreas_known.csv"'


def test_folder_has_no_list_of_its_own(place: Place, anna: Client) -> None:
    assert anna.get(place.path(place.folder, "known")).status_code == 400


def test_who_is_not_signed_in_is_led_there(place: Place, client: Client) -> None:
    answer = client.get(place.path(place.project, "known"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
