"""A network of two hundred centers and five thousand people, grown without the audit of each: for measurements."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

CENTERS = 200
PEOPLE = 5_000
LIAISONS = 9
GUIDED = 24
TICKETS = 3_000
EVENTS = 5_000
FILES = 1_000
OWN = "HTA201"


@dataclass(frozen=True)
class People:
    """Who asks: an administrator, the liaison of 24 activated centers, two of the largest center."""

    boss: Any
    liaison: Any
    wrangler: Any
    head: Any


def grow(people: People) -> None:
    """Fill an empty installation. Takes half a minute: each activated center has its folders and tasks."""
    from theatrum.doors.cli.seeded import seed  # app ready

    centers = _centers(people)
    _appoint(people, centers)
    _activate(centers[:GUIDED])
    _populate(people, centers)
    _agree(people, centers)
    _ask_for_help(people, centers)
    _tell(people, centers)
    _submit(people, centers[:GUIDED])
    _upload(people)
    seed()


def _centers(people: People) -> list[str]:
    from theatrum.consortium.centers import housing  # app ready
    from theatrum.consortium.centers.models import CenterInstitution, CenterRecord, Institution  # app ready
    from theatrum.consortium.centers.queries import known_centers  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.kernel import clock  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    boss, moment = people.boss.pk, clock.now()
    with writing():
        housing.note_profile(actor=OPERATOR, profile=in_force())
    extra = CENTERS - len(in_force().centers)
    CenterRecord.objects.bulk_create(
        CenterRecord(
            center_id=f"HTX{number:03d}", kind="tnp", is_added=True, since=moment, name=f"Network project {number}",
            project_name=f"Project_{number}", made_by=boss, made_on=moment,
        )
        for number in range(extra)
    )  # fmt: skip
    Institution.objects.bulk_create(
        Institution(name=f"University {number}", made_by=boss, made_on=moment) for number in range(60)
    )
    houses = list(Institution.objects.order_by("pk"))
    CenterInstitution.objects.bulk_create(
        CenterInstitution(center_id=f"HTX{number:03d}", institution=houses[number % len(houses)])
        for number in range(extra)
    )
    return list(known_centers(in_force()))


def _appoint(people: People, centers: list[str]) -> None:
    """Give the liaison the activated centers, and the others to eight more."""
    from theatrum.consortium.centers.actions import appoint  # app ready
    from theatrum.consortium.centers.models import LiaisonAssignment  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.kernel import clock  # app ready
    from theatrum.repository.accounts.actions.people import create_user  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    moment, profile = clock.now(), in_force()
    with writing():
        others = [
            create_user(actor=OPERATOR, username=f"liaison{number}", email=f"liaison{number}@example.org")
            for number in range(1, LIAISONS)
        ]
        for one in (people.liaison, *others):
            appoint(actor=OPERATOR, profile=profile, user_id=one.pk, role="data_liaison")
    LiaisonAssignment.objects.bulk_create(
        LiaisonAssignment(
            center_id=center,
            user_id=people.liaison.pk if number < GUIDED else others[number % len(others)].pk,
            since=moment,
            assigned_by=people.boss.pk,
        )
        for number, center in enumerate(centers)
    )


def _activate(centers: list[str]) -> None:
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.consortium.releases.activating import activate_all, open_numbers  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    profile = in_force()
    activate_all(actor=OPERATOR, profile=profile, center_ids=centers, numbers=open_numbers(profile))


def _populate(people: People, centers: list[str]) -> None:
    """Add people with forms; those who submit for active centers are in their teams. Two of them ask for pages here."""
    from allauth.account.models import EmailAddress  # app ready

    from theatrum.consortium.centers.actions import appoint  # app ready
    from theatrum.consortium.centers.models import Affiliation, CenterInstitution  # app ready
    from theatrum.consortium.centers.queries import contributors, get_center  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.kernel import clock  # app ready
    from theatrum.repository.accounts.models import (  # app ready
        TeamMember,
        TermsAcceptance,
        TermsOfService,
        User,
    )
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    moment, profile = clock.now(), in_force()
    with writing():
        for user, role in ((people.wrangler, "data_wrangler"), (people.head, "center_pi")):
            appoint(actor=OPERATOR, profile=profile, user_id=user.pk, role=role, center_id=OWN)
    house_of = dict(CenterInstitution.objects.values_list("center_id", "institution_id"))
    teams = {center: contributors(profile, get_center(profile, center)) for center in centers[:GUIDED]}
    terms = TermsOfService.objects.get()
    roles = ("center_pi", "data_wrangler", "submitter", "submitter", "viewer", "viewer")
    forms, members, accepted, addresses = [], [], [], []
    for number in range(PEOPLE):
        person = User(
            is_individual=True, username=f"person{number}", name_key=f"person{number}",
            email=f"person{number}@example.org", first_name="Pat", last_name=f"Number {number}", etag="-",
            created_on=moment, is_certified=number % 3 > 0, certified_on=moment if number % 3 else None,
        )  # fmt: skip
        person.save()
        # A tenth of all are at one center: no center is like the others.
        center, role = OWN if number % 10 == 0 else centers[number % len(centers)], roles[number % 7 % len(roles)]
        forms.append(
            Affiliation(
                user=person, center_id=center, role=role,
                institution_id=house_of[center], filed_by=people.boss.pk, filed_on=moment,
            )
        )  # fmt: skip
        if teams.get(center) and role in {"data_wrangler", "submitter"}:
            members.append(TeamMember(team_id=teams[center], user=person))
        addresses.append(EmailAddress(user=person, email=person.email, verified=number % 5 > 0, primary=True))
        if number % 4:
            accepted.append(TermsAcceptance(user=person, terms=terms, accepted_on=moment))
    Affiliation.objects.bulk_create(forms)
    TeamMember.objects.bulk_create(members)
    TermsAcceptance.objects.bulk_create(accepted)
    EmailAddress.objects.bulk_create(addresses)


def _agree(people: People, centers: list[str]) -> None:
    from theatrum.consortium.centers.models import Agreement, AgreementState, CenterInstitution  # app ready
    from theatrum.kernel import clock  # app ready

    moment = clock.now()
    house_of = dict(CenterInstitution.objects.values_list("center_id", "institution_id"))
    made = Agreement.objects.bulk_create(
        Agreement(
            center_id=center, version="1.1", state=AgreementState.EXECUTED, executed_on=moment.date(),
            made_by=people.boss.pk, made_on=moment, changed_on=moment,
        )
        for center in centers[::2]
    )  # fmt: skip
    through = Agreement.institutions.through
    through.objects.bulk_create(through(agreement_id=one.pk, institution_id=house_of[one.center_id]) for one in made)


def _ask_for_help(people: People, centers: list[str]) -> None:
    from theatrum.consortium.helpdesk.models import Entry, EntryKind, Source, State, Ticket  # app ready
    from theatrum.consortium.helpdesk.queues import support  # app ready
    from theatrum.kernel import clock  # app ready
    from theatrum.repository.accounts.models import User  # app ready

    moment, queue = clock.now(), support().problems
    numbers = list(User.objects.filter(username__startswith="person").order_by("pk").values_list("pk", flat=True))
    states = list(State)
    tickets = Ticket.objects.bulk_create(
        Ticket(
            queue=queue, state=states[number % len(states)], title=f"A question about folder {number}",
            center_id=centers[number % len(centers)],
            reporter_id=people.wrangler.pk if number % 100 == 0 else numbers[number % len(numbers)],
            assignee_id=people.liaison.pk if number % LIAISONS == 0 else people.boss.pk, source=Source.PAGE,
            opened_on=moment, changed_on=moment - timedelta(minutes=number), waiting_since=moment,
        )
        for number in range(TICKETS)
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(
            ticket=ticket, kind=EntryKind.SAID, author_id=ticket.reporter_id, text="It does not open.",
            source=Source.PAGE, created_on=moment,
        )
        for ticket in tickets
    )  # fmt: skip


def _tell(people: People, centers: list[str]) -> None:
    """Add events of all centers to what happened, and to the inboxes of those who ask for pages."""
    from theatrum.consortium.events.models import Event  # app ready
    from theatrum.consortium.notices.inbox.models import Notice  # app ready
    from theatrum.kernel import clock  # app ready

    moment = clock.now()
    events = Event.objects.bulk_create(
        Event(
            topic="onboarding", center_id=centers[number % len(centers)], subject_kind="center",
            subject_id=centers[number % len(centers)], title=f"Something happened, number {number}",
            link=f"/centers/{centers[number % len(centers)]}", by=people.boss.pk, at=moment - timedelta(minutes=number),
        )
        for number in range(EVENTS)
    )  # fmt: skip
    everything = {people.boss.pk: events, people.liaison.pk: [one for one in events if one.center_id in centers[:24]]}
    own = [one for one in events if one.center_id == OWN]
    everything |= {people.wrangler.pk: own, people.head.pk: own}
    Notice.objects.bulk_create(
        Notice(event=one, user_id=user, topic=one.topic, center_id=one.center_id, at=one.at)
        for user, found in everything.items()
        for one in found
    )


def _submit(people: People, centers: list[str]) -> None:
    """Add what centers say they will send, and exceptions that they ask for."""
    from theatrum.consortium.exceptions.models import Request, Scope  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.consortium.submissions.models import Plan  # app ready
    from theatrum.kernel import clock  # app ready

    moment, profile = clock.now(), in_force()
    number, release = next((number, one) for number, one in profile.releases.items() if one.state == "open")
    components = [leaf.component for leaf in profile.tree(release)]
    Plan.objects.bulk_create(
        Plan(
            center_id=center, release=number, component=component, files=100, bytes=10**9, participants=20,
            due_on=moment.date(), planned_by=people.wrangler.pk, planned_on=moment,
        )
        for center in centers
        for component in components[:12]
    )  # fmt: skip
    kind = profile.attestations.exceptions[0]
    Request.objects.bulk_create(
        Request(
            center_id=center, release=number, kind=kind.kind, code=kind.codes[0], component=component,
            scope=Scope.COMPONENT, reason="Our scanner writes it so.", asked_by=people.wrangler.pk, asked_on=moment,
        )
        for center in centers
        for component in components[:5]
    )  # fmt: skip


def _upload(people: People) -> None:
    """Put judged files into one folder of the largest center."""
    from theatrum.consortium.centers.queries import get_center, get_project  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.kernel import clock  # app ready
    from theatrum.repository.entities.models import (  # app ready
        Ancestry,
        Kind,
        Node,
        Validation,
        Verdict,
        Version,
    )
    from theatrum.repository.files.models import FileHandle, Verification  # app ready

    moment, by = clock.now(), people.wrangler.pk
    project = get_project(get_center(in_force(), OWN))
    ingest = Node.objects.filter(parent=project, name__contains="ingest").get()
    leaf = Node.objects.get(parent__parent=ingest, name="Level_1", parent__name="WES")
    handles = FileHandle.objects.bulk_create(
        FileHandle(
            etag="-", created_by=by, created_on=moment, file_name=f"{number}.fastq.gz", content_type="application/gzip",
            size=1000, md5="9e107d9d372bb6826bd81d3542a419d6", key=f"none{number}",
            verification=Verification.VERIFIED,
        )
        for number in range(FILES)
    )  # fmt: skip
    nodes = Node.objects.bulk_create(
        Node(
            kind=Kind.FILE, parent=leaf, name=f"{number}.fastq.gz", etag="-", created_on=moment, created_by=by,
            modified_on=moment, modified_by=by, benefactor_id=leaf.benefactor_id, project=project,
        )
        for number in range(FILES)
    )  # fmt: skip
    versions = Version.objects.bulk_create(
        Version(
            node=node, number=1, label="1", created_on=moment, created_by=by, modified_on=moment, modified_by=by,
            handle=handle, details={},
            annotations={"FILE_FORMAT": {"type": "STRING", "value": ["fastq"]}},
        )
        for node, handle in zip(nodes, handles, strict=True)
    )  # fmt: skip
    for node, version in zip(nodes, versions, strict=True):
        node.current = version
    Node.objects.bulk_update(nodes, ["current"], batch_size=200)
    above = list(Ancestry.objects.filter(node=leaf).values_list("ancestor_id", "depth"))
    Ancestry.objects.bulk_create(
        Ancestry(node=node, ancestor_id=ancestor, depth=depth)
        for node in nodes
        for ancestor, depth in ((node.pk, 0), *((number, depth + 1) for number, depth in above))
    )
    verdicts = (Verdict.VALID, Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN)
    Validation.objects.bulk_create(
        Validation(node=node, verdict=verdicts[number % 4], object_etag="-") for number, node in enumerate(nodes)
    )
