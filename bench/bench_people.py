"""A network of two hundred centers and five thousand people: server time of its pages and of what they ask.

    python bench/bench_people.py [ROUNDS]

Django's test client asks an installation in a database of its own; middleware, queries and templates are measured, the
network is not. Medians of an administrator are printed, with their ratio to the page of the terms in the same run, and
how many statements each takes.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

CENTERS = 200
PEOPLE = 5_000
BASELINE = "/terms"
PAGES = (
    "/administration",
    "/administration/people",
    "/administration/people?q=person4",
    "/administration/centers",
    "/administration/centers?q=HTA201",
    "/administration/centers/HTA201",
    "/administration/institutions",
    "/administration/gates",
    "/centers",
    "/centers/HTA201",
    "/centers/HTA201/people",
    "/onboarding/centers",
    "/directory",
    "/liaison",
)


def _install() -> object:
    from django.core.management import call_command  # app ready
    from django.test import Client  # app ready

    from theatrum.consortium.centers import housing  # app ready
    from theatrum.consortium.centers.actions import activate_center, appoint  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.doors.cli import people  # app ready
    from theatrum.doors.web import warming  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.repository.accounts.actions.people import create_user  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    with writing():
        people.publish_terms()
        housing.note_profile(actor=OPERATOR, profile=in_force())
        user = create_user(actor=OPERATOR, username="boss", email="boss@example.org", is_administrator=True)
        people.accept_terms(user)
        activate_center(actor=OPERATOR, profile=in_force(), center_id="HTA201")
        appoint(actor=OPERATOR, profile=in_force(), user_id=user.pk, role="data_liaison")
        _grow(user.pk)
    warming.prepare()
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _grow(boss: int) -> None:
    """Add centers beside those of the profile, and people in teams and with forms, without the audit of each."""
    from theatrum.consortium.centers.models import (  # app ready
        Affiliation,
        CenterInstitution,
        CenterRecord,
        Institution,
        LiaisonAssignment,
    )
    from theatrum.consortium.centers.queries import known_centers  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.kernel import clock  # app ready
    from theatrum.repository.accounts.models import Team, TeamMember, User  # app ready

    moment, house = clock.now(), Institution.objects.order_by("pk")[0]
    extra = CENTERS - len(in_force().centers)
    CenterRecord.objects.bulk_create(
        CenterRecord(
            center_id=f"HTX{number:03d}", kind="tnp", is_added=True, since=moment, name=f"Network project {number}",
            project_name=f"Project_{number}", made_by=boss, made_on=moment,
        )
        for number in range(extra)
    )  # fmt: skip
    CenterInstitution.objects.bulk_create(
        CenterInstitution(center_id=f"HTX{number:03d}", institution=house) for number in range(extra)
    )
    centers = list(known_centers(in_force()))
    LiaisonAssignment.objects.bulk_create(
        LiaisonAssignment(center_id=center, user_id=boss, since=moment, assigned_by=boss) for center in centers
    )
    team = Team.objects.get(name="HTAN2_Pancreas_contributors")
    roles = ("data_wrangler", "submitter", "viewer")
    forms, members = [], []
    for number in range(PEOPLE):
        person = User(
            is_individual=True, username=f"person{number}", name_key=f"person{number}",
            email=f"person{number}@example.org", first_name="Pat", last_name=f"Number {number}", etag="-",
            created_on=moment,
        )  # fmt: skip
        person.save()
        # A tenth of all are at one center: no center is like the others.
        center = "HTA201" if number % 10 == 0 else centers[number % len(centers)]
        forms.append(
            Affiliation(
                user=person, center_id=center, role=roles[number % 3], institution=house, filed_by=boss, filed_on=moment
            )
        )
        members.append(TeamMember(team=team, user=person))
    Affiliation.objects.bulk_create(forms)
    TeamMember.objects.bulk_create(members)


def _questions() -> dict[str, Callable[[], object]]:
    from theatrum.consortium.centers import affiliations, housing, listing, queries, sight  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.repository.accounts.models import User  # app ready
    from theatrum.repository.accounts.queries import actor_of  # app ready

    boss, one = User.objects.get(username="boss"), User.objects.get(username="person7")
    return {
        "all centers in a list": listing.lines,
        "centers that an administrator sees": lambda: sight.centers_seen(actor_of(boss)),
        "whether a person sees a center": lambda: sight.may_see(actor_of(one), "HTA201"),
        "people of the largest center": lambda: list(affiliations.people_of("HTA201")),
        "what a person is": lambda: affiliations.active_of(one.pk),
        "institutions with their people": lambda: list(housing.institutions()),
        "names of all teams with a role": lambda: queries.team_names(in_force()),
    }


def _milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _page(client: object, page: str) -> Callable[[], object]:
    def ask() -> object:
        answer = client.get(page)  # type: ignore[attr-defined]  # Django's client, imported late
        assert answer.status_code == 200, (page, answer.status_code, answer.headers.get("location"))
        return answer

    return ask


def _is_there(page: str) -> bool:
    from django.urls import Resolver404, resolve  # app ready

    try:
        resolve(page.partition("?")[0])
    except Resolver404:
        return False
    return True


def _statements(ask: Callable[[], object]) -> int:
    from django.db import connection  # app ready
    from django.test.utils import CaptureQueriesContext  # app ready

    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


def main() -> None:
    """Ask everything in turns and print medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"THEATRUM_DATA": str(Path(folder) / "data")}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "theatrum.wiring.django_settings")
        django.setup()
        client = _install()
        asked = {page: _page(client, page) for page in (BASELINE, *filter(_is_there, PAGES))} | _questions()
        statements = {name: _statements(ask) for name, ask in asked.items()}
        seen = [[_milliseconds(ask) for ask in asked.values()] for _ in range(rounds)]
        medians = dict(zip(asked, map(statistics.median, zip(*seen, strict=True)), strict=True))
        print(f"{CENTERS} centers, {PEOPLE} people, medians of {rounds}")
        for name, median in medians.items():
            ratio = median / medians[BASELINE]
            print(f"{name:<45} {median:8.1f} ms {ratio:6.1f} x {statements[name]:4d} statements")


if __name__ == "__main__":
    main()
