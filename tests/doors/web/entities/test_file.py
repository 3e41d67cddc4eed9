"""The page of a file and of a record set: validation, annotations, versions, rows, history, download."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.accounts import make_user
from tests.factories.entities import change, make_entity, make_handle
from tests.factories.places import GOOD, Place, text
from tests.factories.records import make_records, replace_rows
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit.actions import purge_payloads
from theatrum.repository.audit.models import Payload
from theatrum.repository.entities.models import Kind, Node, Validation
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.actions.handles import create_link
from theatrum.repository.files.linking import WantedLink
from theatrum.repository.files.models import FileHandle, Verification
from theatrum.repository.records.models import RowsVerdict

pytestmark = pytest.mark.django_db
Show = Callable[[str], str]
CSV = "ID,NOTE\n" + "".join(f"HTA201_{n},row {n}\n" for n in range(1, 251))
MIXED = b"ID,LAYOUT\nHTA201_1,Paired-end\nHTA201_2,paired\nx,paired\n,Paired-end\n"


def _new_version(place: Place, node: Node, label: str) -> Node:
    change(place.owner, node, new_version=True)
    current = get_node(node.id).current
    assert current is not None
    current.label, current.comment = label, f"comment {label}"
    current.save()
    return get_node(node.id)


def _records(place: Place, content: bytes = CSV.encode(), **details: object) -> Node:
    blob = store().put([content])
    handle = make_handle(place.owner, name="rows.csv")
    FileHandle.objects.filter(pk=handle.pk).update(key=blob.key)
    return make_entity(
        place.owner,
        Kind.RECORD_SET,
        "rows",
        parent=place.folder,
        handle=handle,
        details={"upsertKey": ["ID"], **details},
    )


def test_problems_say_what_was_found_and_what_to_do(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", LAYOUT="paired-end", ID="x")
    page = show(place.path(file))
    assert "2 things to mend" in page
    assert "LAYOUT must be one of" in page
    assert "paired-end</q>" in page
    assert "Change to Paired-end" in page
    assert "Your identifier, such as HTA201_1." in page
    assert "Correct the annotations" in page


def test_valid_file_says_so(anna: Client, place: Place, show: Show) -> None:
    page = show(place.path(place.add("a", **GOOD)))
    assert "Everything the component asks for is there" in page
    assert "to mend" not in page


def test_file_without_component_is_not_checked(anna: Client, place: Place, show: Show) -> None:
    page = show(place.path(place.add_to(place.ingest, "a", NOTE="x")))
    assert "No component is set for the folder" in page
    assert "Not checked" in page


def test_file_that_waits_for_its_verdict_says_so(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", LAYOUT="odd")
    Validation.objects.filter(node=file).update(verdict="unknown")
    page = show(place.path(file))
    assert "Being checked" in page
    assert "to mend" not in page


def test_reader_sees_problems_without_buttons(client: Client, place: Place, show: Show) -> None:
    file = place.add("a", LAYOUT="paired-end")
    ben = make_user("ben")
    place.share(file, actor_of(ben), Permission.READ)
    client.force_login(ben, backend=BACKEND)
    page = show(place.path(file))
    assert "LAYOUT must be one of" in page
    assert "Change to" not in page
    assert "Download" not in page
    assert client.get(place.path(file, "download")).status_code == 403
    assert client.get(place.path(file, "annotate")).status_code == 403


def test_annotations_stand_in_groups(anna: Client, place: Place, show: Show) -> None:
    page = show(place.path(place.add("a", NOTE="n", ODD="o", **GOOD)))
    required, optional, extra = (page.index(f"<h3>{title}") for title in ("Required", "Optional", "Not in the model"))
    assert required < page.index(">HTA201_1</a>") < optional < page.index(">NOTE<") < extra < page.index(">ODD<")
    assert "FROZEN" not in page


def test_versions_are_listed_and_each_can_be_downloaded(anna: Client, place: Place, show: Show) -> None:
    file = _new_version(place, place.add("a", **GOOD), "second")
    change(place.owner, file, annotations=text(LAYOUT="odd"))
    page = show(place.path(file))
    assert "comment second" in page
    assert "9e107d9d372bb6826bd81d3542a419d6" in page
    assert f"{place.path(file, 'download')}?version=1" in page
    old = show(place.path(file) + "?version=1")
    assert "not the current one" in old
    assert "Show the current version" in old
    assert "to mend" not in old
    assert anna.get(place.path(file) + "?version=9").status_code == 404
    assert anna.get(place.path(file) + "?version=x").status_code == 400


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Verification.PENDING, "Being verified"),
        (Verification.VERIFIED, "Verified"),
        (Verification.FAILED, "Does not match"),
    ],
)
def test_checksum_is_pending_until_verified(
    anna: Client, place: Place, show: Show, state: Verification, words: str
) -> None:
    file = place.add("a")
    FileHandle.objects.update(verification=state)
    assert words in show(place.path(file))


def test_download_leads_to_a_signed_address(anna: Client, place: Place) -> None:
    answer = anna.get(place.path(place.add("a"), "download"))
    assert answer.status_code == 302
    assert "/bytes/" in answer.headers["Location"]
    assert "X-Amz-Expires" in answer.headers["Location"]


def test_broken_file_is_not_downloaded(anna: Client, place: Place) -> None:
    file = place.add("a")
    FileHandle.objects.update(verification=Verification.FAILED)
    assert 400 <= anna.get(place.path(file, "download")).status_code < 500


def test_link_shows_its_address_and_leads_there(anna: Client, place: Place, show: Show) -> None:
    for url, leads in (("https://example.org/reads", True), ("sftp://example.org/reads", False)):
        with writing():
            handle = create_link(actor=place.owner, wanted=WantedLink(url=url))
        file = make_entity(place.owner, Kind.FILE, url.partition(":")[0], parent=place.folder, handle=handle)
        page = show(place.path(file))
        assert f"<dd>{url}</dd>" in page
        assert "Elsewhere" in page
        assert "bytes" not in page.lower().partition("elsewhere")[0].rpartition("<dl")[2]
        answer = anna.get(place.path(file, "download"))
        assert (answer.status_code, answer.headers.get("Location")) == ((302, url) if leads else (400, None))


def test_rows_come_in_pages(anna: Client, place: Place, show: Show) -> None:
    records = _records(place)
    page = show(place.path(records))
    assert ">HTA201_1<" in page
    assert ">HTA201_100<" in page
    assert ">HTA201_101<" not in page
    assert 'class="key">ID' in page
    assert "The component <strong>Reads</strong>" in page
    assert "250 of 250</strong> rows are invalid, with 1 thing to mend" in page
    last = show(place.path(records) + "?rows=3")
    assert ">HTA201_250<" in last
    assert "rows=4" not in last
    assert "There are no rows so far down" in show(place.path(records) + "?rows=99")


def test_rows_that_cannot_be_read_say_why(anna: Client, place: Place, show: Show) -> None:
    wide = _records(place, b'ID;A\n"' + b"x" * 200_000, csvDescriptor={"separator": ";"})
    page = show(place.path(wide))
    assert page.count("The rows cannot be read: at line 2") == 2
    assert "1 thing to mend" in page


def test_rows_say_what_is_wrong_in_which_cells(anna: Client, place: Place, show: Show) -> None:
    page = show(place.path(_records(place, MIXED)))
    assert "Invalid: 3 of 4 rows" in page
    assert "3 of 4</strong> rows are invalid, with 3 things to mend" in page
    assert '<q class="value">paired</q> <span class="muted">2 cells, in rows 2-3.</span>' in page
    assert page.count('<td class="invalid"') == 4
    assert '<span class="mark">empty</span><span class="visually-hidden"> (' in page
    assert "<td>Paired-end</td>" in page


def test_cells_are_marked_in_every_window_and_by_whatever_they_are_called(
    anna: Client, place: Place, show: Show
) -> None:
    content = b"id,Layout\n" + b"HTA201_1,Paired-end\n" * 150 + b"HTA201_2,bad\n"
    records = _records(place, content)
    assert 'class="invalid"' not in show(place.path(records))
    second = show(place.path(records) + "?rows=2")
    assert second.count('<td class="invalid"') == 1
    assert '<span class="mark">bad</span>' in second
    assert "The column is read as LAYOUT" in second


def test_sound_rows_are_said_to_be_sound(anna: Client, place: Place, show: Show) -> None:
    page = show(place.path(_records(place, b"ID,LAYOUT\nHTA201_1,Paired-end\n")))
    assert "The only row fits the component." in page
    assert "problem--error" not in page


def test_rows_that_wait_or_that_nothing_describes_say_so(anna: Client, place: Place, show: Show) -> None:
    records = _records(place, MIXED)
    Validation.objects.update(verdict="unknown")
    page = show(place.path(records))
    assert "Being checked" in page
    assert "things to mend" not in page
    free = make_records(place.owner, place.ingest, MIXED, name="free")
    assert "the rows are not checked" in show(place.path(free))


def test_old_versions_keep_their_verdict(anna: Client, place: Place, show: Show) -> None:
    records = make_records(place.owner, place.folder, MIXED)
    replace_rows(place.owner, records, b"ID,LAYOUT\nHTA201_1,Paired-end\n")
    assert "things to mend" not in show(place.path(records))
    old = show(place.path(records) + "?version=1")
    assert "3 of 4</strong> rows are invalid" in old
    assert 'class="invalid"' in old
    RowsVerdict.objects.all().delete()
    assert "The rows of this version have not been checked" in show(place.path(records) + "?version=1")


def test_many_problems_open_on_request(anna: Client, place: Place, show: Show) -> None:
    header = ",".join(f"odd{number}" for number in range(40))
    page = show(place.path(_records(place, f"ID,LAYOUT,{header}\nx,y\n".encode())))
    assert "<summary>2" in page


def test_rows_are_for_those_who_may_download(client: Client, place: Place, show: Show) -> None:
    records = _records(place)
    ben = make_user("ben")
    place.share(records, actor_of(ben), Permission.READ)
    client.force_login(ben, backend=BACKEND)
    page = show(place.path(records))
    assert "HTA201_1<" not in page
    assert "250 of 250</strong> rows are invalid" in page


def test_values_of_cells_are_for_those_who_may_download(client: Client, place: Place, show: Show) -> None:
    records = _records(place, MIXED)
    ben = make_user("ben")
    place.share(records, actor_of(ben), Permission.READ)
    client.force_login(ben, backend=BACKEND)
    page = show(place.path(records))
    assert "3 of 4</strong> rows are invalid" in page
    assert "What stands in the cells is shown to those who may download the file" in page
    assert '<q class="value">' not in page
    assert ">paired<" not in page


def test_history_tells_who_changed_what(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", **GOOD)
    change(place.owner, file, annotations=text(LAYOUT="Single-end"))
    page = show(place.path(file, "history"))
    assert page.index("Changed</strong> by Anna Tester") < page.index("Created</strong> by Anna Tester")
    assert "<del>Paired-end</del> <ins>Single-end</ins>" in page
    assert "<del>HTA201_1</del> <span" in page


def test_history_shows_nothing_that_was_purged(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", NOTE="private words")
    change(place.owner, file, annotations=text(NOTE="other"))
    with writing():
        purge_payloads(payload_ids=list(Payload.objects.values_list("id", flat=True)))
    page = show(place.path(file, "history"))
    assert "private words" not in page
    assert "removed for privacy" in page


def test_history_is_for_readers(client: Client, place: Place) -> None:
    client.force_login(make_user("ben"), backend=BACKEND)
    assert client.get(place.path(place.folder, "history")).status_code == 403


def test_queries_do_not_grow_with_versions_or_events(anna: Client, place: Place) -> None:
    file = place.add("a", **GOOD)
    counts = []
    for label in ("two", "three"):
        _new_version(place, file, label)
        for path in (place.path(file), place.path(file, "history")):
            anna.get(path)
            with CaptureQueriesContext(connection) as captured:
                anna.get(path)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
