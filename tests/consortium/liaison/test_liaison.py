"""A liaison's tools: centers at a glance, letters, notes, publications."""

from datetime import date, timedelta

import pytest

from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.support.screening import run_jobs
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.centers.errors import CenterNotFound
from theatrum.consortium.events.actions import publish
from theatrum.consortium.liaison import letters, notes, overview, publications
from theatrum.consortium.liaison.errors import (
    LetterIsInvalid,
    NotALiaison,
    NotesAreInvalid,
    NotesAreStale,
    PublicationIsInvalid,
    PublicationIsStale,
    PublicationNotFound,
)
from theatrum.consortium.liaison.models import Letter, PublicationState
from theatrum.consortium.liaison.publications import PublicationFields
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def liaison_for(admin: Actor, *centers: str) -> Actor:
    """Return the liaison of centers."""
    liaison = appointed(admin, make_person("lia"), "data_liaison")
    with writing():
        for center in centers:
            assign_liaison(actor=admin, profile=in_force(), center_id=center, user_id=liaison.id)
    return liaison


def told_of(user_id: int, topic: str) -> int:
    run_jobs("inbox.deliver_event")
    return Notice.objects.filter(user_id=user_id, topic=topic).count()


def test_overview_has_what_changed_since_the_last_visit(admin: Actor) -> None:
    """Events, arrivals, acts, open steps; of the own centers alone."""
    project = make_ingest(admin, "HTA201", "BulkWESLevel1")
    liaison = liaison_for(admin, "HTA201", "HTA203")
    ana = appointed(admin, make_person("ana"), "data_wrangler", "HTA201")
    with writing():
        overview.note_seen(actor=liaison, until=clock.now())
        publish(topic="staged", center_id="HTA201", title="Staged", by=1)
        publish(topic="staged", center_id="HTA202", title="Staged", by=1)
    make_entity(admin, Kind.FILE, "a.fastq", parent=project, handle=make_handle(admin))
    found = overview.overview_of(liaison)
    assert [line.center.id for line in found.lines] == ["HTA201", "HTA203"]
    assert [event.center_id for event in found.latest] == ["HTA201"]
    first, second = found.lines
    assert (first.topics, second.topics) == ([("Staged", 1)], [])
    assert (first.arrivals.files, second.arrivals.files) == (1, 0)
    assert first.project == project
    assert [standing.name for standing in second.stuck]
    with writing():
        overview.note_seen(actor=liaison, until=clock.now() + timedelta(days=9))
    assert overview.seen_until(liaison) <= clock.now()
    assert overview.overview_of(liaison).latest == []
    with pytest.raises(NotALiaison):
        overview.overview_of(ana)


def test_administrators_look_after_all_centers(admin: Actor) -> None:
    """Who guides none; staff that guides none sees none."""
    assert len(overview.overview_of(admin).lines) == len(in_force().centers)
    assert overview.overview_of(liaison_for(admin)).lines == []


def test_a_letter_reaches_heads_and_wranglers_once(admin: Actor) -> None:
    """Of the chosen centers, who is in two of them too; nobody else."""
    liaison = liaison_for(admin, "HTA201", "HTA203")
    both = appointed(admin, appointed(admin, make_person("both"), "center_pi", "HTA201"), "center_pi", "HTA203")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    viewer = appointed(admin, make_person("viewer"), "viewer", "HTA201")
    found = letters.recipients_of(liaison, ["HTA201", "HTA203"])
    assert [{one.user_id for one in each.people} for each in found] == [{both.id, wrangler.id}, {both.id}]
    text = "The deadline moves to 15 January 2027. Ask me at lia@example.org."
    with writing():
        sent = letters.send_letter(actor=liaison, center_ids=["HTA201", "HTA203"], title="Deadline", text=text)
    assert (sent.people, sent.center_ids) == (2, ["HTA201", "HTA203"])
    assert [told_of(one.id, "announcement") for one in (both, wrangler, viewer)] == [1, 1, 0]
    assert letters.letters_of(liaison) == [sent]


@pytest.mark.parametrize(
    ("centers", "title", "text"),
    [
        (["HTA201"], "", "Text"),
        (["HTA203"], "Title", "Text"),
        (["HTA201"], "Title", "About MRN 12345678"),
        ([], "A", "B"),
    ],
)
def test_letters_that_make_no_sense_are_refused(admin: Actor, centers: list[str], title: str, text: str) -> None:
    """Without a title, to nobody, or about a patient."""
    liaison = liaison_for(admin, "HTA201", "HTA203")
    appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    with pytest.raises(LetterIsInvalid), writing():
        letters.send_letter(actor=liaison, center_ids=centers, title=title, text=text)
    with pytest.raises(NotALiaison), writing():
        letters.send_letter(actor=liaison, center_ids=["HTA202"], title="Title", text="Text")
    assert not Letter.objects.exists()


def test_notes_have_versions_and_are_the_staffs(admin: Actor) -> None:
    """A version made of an older one is refused; the center never sees any."""
    liaison = liaison_for(admin, "HTA201")
    ana = appointed(admin, make_person("ana"), "center_pi", "HTA201")
    with writing():
        assert notes.write_notes(actor=liaison, center_id="HTA201", text="First", base=0).number == 1
        assert notes.write_notes(actor=admin, center_id="HTA201", text="Second\r\n", base=1).number == 2
        assert notes.write_notes(actor=admin, center_id="HTA201", text="Second", base=2).number == 2
    with pytest.raises(NotesAreStale), writing():
        notes.write_notes(actor=liaison, center_id="HTA201", text="Third", base=1)
    with pytest.raises(NotesAreInvalid), writing():
        notes.write_notes(actor=liaison, center_id="HTA201", text="SSN 123-45-6789", base=2)
    assert [one.text for one in notes.versions_of(liaison, "HTA201")] == ["Second", "First"]
    with pytest.raises(NotALiaison):
        notes.versions_of(ana, "HTA201")
    with pytest.raises(CenterNotFound):
        notes.versions_of(ana, "HTA202")


def test_publications_are_told_to_the_liaison(admin: Actor) -> None:
    """When they are planned and when they change; the words for a paper are filled in."""
    liaison = liaison_for(admin, "HTA201")
    ana = appointed(admin, make_person("ana"), "data_wrangler", "HTA201")
    fields = PublicationFields("An atlas", data="HTA201_1, HTA201_2", expected_on=date(2027, 3, 1))
    with writing():
        made = publications.report_publication(actor=ana, center_id="HTA201", fields=fields)
    assert told_of(liaison.id, "publication") == 1
    assert "HTA201_1, HTA201_2" in publications.wording_for(made)
    done = PublicationFields(
        "An atlas", doi="https://doi.org/10.1016/j.cell.2027.01.001", state=PublicationState.PUBLISHED
    )
    with writing():
        changed = publications.change_publication(
            actor=liaison, center_id="HTA201", publication_id=made.pk, revision=1, fields=done
        )
    assert (changed.doi, changed.revision) == ("10.1016/j.cell.2027.01.001", 2)
    with pytest.raises(PublicationIsStale), writing():
        publications.change_publication(
            actor=ana, center_id="HTA201", publication_id=made.pk, revision=1, fields=fields
        )
    with pytest.raises(PublicationNotFound):
        publications.get_publication(admin, "HTA202", made.pk)


def test_publications_are_of_those_who_speak_or_submit(admin: Actor) -> None:
    """Viewers read; others see nothing; what makes no sense is refused."""
    viewer = appointed(admin, make_person("viewer"), "viewer", "HTA201")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    with pytest.raises(NotALiaison), writing():
        publications.report_publication(actor=viewer, center_id="HTA201", fields=PublicationFields("An atlas"))
    with pytest.raises(CenterNotFound), writing():
        publications.report_publication(actor=viewer, center_id="HTA202", fields=PublicationFields("An atlas"))
    for fields in (
        PublicationFields(" "),
        PublicationFields("A", doi="nothing"),
        PublicationFields("A", authors="x" * 5000),
    ):
        with pytest.raises(PublicationIsInvalid), writing():
            publications.report_publication(actor=wrangler, center_id="HTA201", fields=fields)
    assert list(publications.publications_of(viewer, "HTA201")) == []
