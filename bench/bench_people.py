"""A network of two hundred centers and five thousand people: server time of every kind of page.

    python bench/bench_people.py [ROUNDS]

Django's test client asks an installation in a database of its own; middleware, queries and templates are measured, the
network is not. Pages are asked for by an administrator, a liaison of 24 activated centers, and a wrangler and the
principal investigator of the largest one. Medians are printed with their ratio to the page of the terms in the same
run: CPU time of this process, so that other programs count little, and time by the clock, which has the waiting for
PostgreSQL in it (THEATRUM_DATABASE_URL). Growing the network takes a minute.
"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import network, page_times

_ADMINISTRATOR = (
    "/",
    "/inbox",
    "/help/desk",
    "/calendar",
    "/centers",
    "/centers?q=HTX",
    "/centers/HTA201",
    "/centers/HTA201/people",
    "/centers/HTA201/onboarding",
    "/centers/HTA201/exceptions",
    "/onboarding/centers",
    "/onboarding/centers?only=stuck",
    "/liaison",
    "/sessions",
    "/directory",
    "/directory?q=number+41",
    "/rfcs",
    "/privacy",
    "/administration",
    "/administration/people",
    "/administration/people?q=person4",
    "/administration/people/invite",
    "/administration/centers",
    "/administration/centers?q=HTA201",
    "/administration/centers/HTA201",
    "/administration/institutions",
    "/administration/gates",
    "/administration/gates?gate=certified",
    "/administration/profile",
    "/administration/announcements",
    "/administration/webhooks",
    "/administration/audit",
    "/administration/people/invitations",
    "/administration/releases",
    "/administration/terms",
    "/administration/mail",
    "/administration/profile/edit",
    "/administration/centers/new",
    *(
        f"/administration/centers/HTA201{page}"
        for page in ("/institutions", "/liaison", "/absence", "/agreements/new", "/decisions/new")
    ),
    "/help/desk?state=every&q=folder",
    "/help/desk/mail",
    "/calendar/releases/8",
    "/calendar/events",
    "/privacy/incidents",
    "/privacy/rules",
    "/handbook/updates",
    "/rfcs/new",
)
_LIAISON = (
    "/",
    "/inbox",
    "/tasks",
    "/help/desk",
    "/liaison",
    "/liaison/letter",
    "/onboarding/centers",
    "/centers",
    "/centers/HTA202",
    "/centers/HTA202/planned",
    "/centers/HTA202/exceptions",
    "/centers/HTA202/notes",
    "/centers/HTA202/onboarding",
    "/centers/HTA202/publications",
)
_WRANGLER = (
    "/",
    "/tasks",
    "/inbox",
    "/help",
    "/help/new",
    "/onboarding",
    "/onboarding/quiz",
    "/calendar",
    "/directory",
    "/centers",
    "/centers/HTA201",
    "/centers/HTA201/planned",
    "/centers/HTA201/exceptions",
    "/centers/HTA201/attestations",
    "/centers/HTA201/links",
    "/settings/notices",
    "/settings",
    "/settings/security",
    "/settings/tokens",
    "/account/sessions/",
    "/help/privacy",
    "/rfcs",
    "/sessions",
    "/wiki/following",
    "/grids",
    "/trash",
    "/onboarding/practice",
    "/centers/HTA201/onboarding",
    "/centers/HTA201/planned/new?release=8",
    "/centers/HTA201/plan",
    "/centers/HTA201/checklist/8",
    "/model",
    "/model/1.0.0/Diagnosis",
    "/model/relations",
    "/model/search?q=lung",
    "/tools",
    "/tools/dates",
    "/tools/layout",
    "/tools/templates",
    "/tools/identifiers",
)
_OPEN = ("/", "/help/access", "/account/login/", "/model")
_RELEASE = 8
_HEAD = ("/", "/centers/HTA201/people", "/centers/HTA201/people/new", "/centers/HTA201/publications")


def _pages(people: network.People) -> dict[str, Callable[[], int]]:
    """Return what asks for each page, by who asks and for which address."""
    from theatrum.consortium.handbook import queries as handbook  # app ready

    wiki = handbook.get_project().public_id
    own, leaf = _places()
    first = f"/entities/{wiki}/wiki/{handbook.get_page_id(_first_page())}"
    shared = (f"/entities/{own}", f"/entities/{leaf}", first, f"/wiki/search?q=folder&owner={wiki}")
    written = tuple(f"{first}/{part}" for part in ("edit", "history", "access", "move", "delete"))
    single, file = _single()
    asked: dict[str, Callable[[], int]] = {}
    for user, pages in (
        (people.boss, (page_times.BASELINE, *_ADMINISTRATOR, *shared, *written, *single)),
        (people.liaison, _LIAISON),
        (people.wrangler, (*_WRANGLER, *shared, *file)),
        (people.head, _HEAD),
    ):
        client = page_times.signed_in(user)
        asked |= {f"{user.username:<9} {page}": page_times.asking(client, page) for page in pages}
    anybody = page_times.anybody()
    return asked | {f"{'nobody':<9} {page}": page_times.asking(anybody, page) for page in _OPEN}


def _first_page() -> str:
    from theatrum.consortium.handbook.models import SeededPage  # app ready

    return SeededPage.objects.order_by("pk")[0].name


def _single() -> tuple[list[str], list[str]]:
    """Return the pages of one thing each: those that an administrator asks for, and those of a wrangler."""
    from theatrum.consortium.centers.models import Affiliation, Agreement, Institution  # app ready
    from theatrum.consortium.curation.models import Task  # app ready
    from theatrum.consortium.exceptions.models import Request  # app ready
    from theatrum.consortium.helpdesk.models import Ticket  # app ready
    from theatrum.consortium.submissions.models import Plan  # app ready
    from theatrum.repository.entities.models import Kind, Node  # app ready

    own = Affiliation.objects.filter(center_id=network.OWN)
    project, leaf = _places()
    folder = f"/entities/{leaf}"
    file = f"/entities/{Node.objects.filter(kind=Kind.FILE)[0].public_id}"
    ticket = f"/help/tickets/{Ticket.objects.filter(center_id=network.OWN)[0].pk}"
    task = f"/tasks/{Task.objects.filter(project__id=project.removeprefix('syn'))[0].pk}"
    plan, request = (kind.objects.filter(center_id=network.OWN)[0].pk for kind in (Plan, Request))
    boss = [
        ticket,
        task,
        f"/administration/people/{own[5].user_id}",
        f"/administration/institutions/{Institution.objects.all()[0].pk}",
        f"/administration/agreements/{Agreement.objects.all()[0].pk}",
        f"/centers/{network.OWN}/exceptions/{request}",
        f"{folder}/delete",
    ]
    wrangler = [task, ticket, f"/centers/{network.OWN}/planned/{plan}", f"/centers/{network.OWN}/exceptions/{request}"]
    wrangler += [f"{folder}/history", file, f"{file}/history"]
    # Of who writes at any time: the gates of the others are not all open.
    boss += [f"{folder}/new-folder", *(f"{file}/{page}" for page in ("annotate", "rename", "move", "delete"))]
    return boss, wrangler


def _places() -> tuple[str, str]:
    from theatrum.consortium.centers.queries import get_center, get_project  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.repository.entities.models import Kind, Node  # app ready

    project = get_project(get_center(in_force(), network.OWN))
    file = Node.objects.filter(project=project, kind=Kind.FILE).select_related("parent")[0]
    return project.public_id, file.parent.public_id if file.parent else ""


def _questions(people: network.People) -> dict[str, Callable[[], object]]:
    from theatrum.consortium.centers import affiliations, housing, listing, queries, sight  # app ready
    from theatrum.consortium.onboarding.judging import judge  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.repository.accounts.queries import actor_of  # app ready

    boss, one = actor_of(people.boss), people.wrangler
    return {
        "all centers in a list": lambda: listing.lines(queries.known_centers(in_force()).values()),
        "centers that an administrator sees": lambda: sight.centers_seen(boss),
        "whether a person sees a center": lambda: sight.may_see(actor_of(one), network.OWN),
        "people of the largest center": lambda: list(affiliations.people_of(network.OWN)),
        "what a person is": lambda: affiliations.active_of(one.pk),
        "institutions with their people": lambda: list(housing.institutions()),
        "names of all teams with a role": lambda: queries.team_names(in_force()),
        "all gates at a write": lambda: judge(in_force(), user_id=one.pk, center_id=network.OWN, release=_RELEASE),
    }


def main() -> None:
    """Grow the network, ask everything in turns and print medians."""
    rounds = page_times.rounds_wanted(7)
    with page_times.installation():
        names = ("boss", "liaison", "wrangler", "head")
        people = network.People(*(page_times.make_person(name, is_administrator=name == "boss") for name in names))
        network.grow(people)
        times = page_times.measure({**_pages(people), **_questions(people)}, rounds)
    print(f"{network.CENTERS} centers, {network.PEOPLE} people, medians of {rounds}")
    page_times.show(times)


if __name__ == "__main__":
    main()
