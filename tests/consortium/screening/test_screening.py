"""A file that comes in: it waits, is looked at once, and is open, held or locked by what was seen."""

from io import BytesIO

import polars as pl
import pytest
import xlsxwriter

from tests.consortium.screening.conftest import Office, add_file
from tests.support.screening import run_jobs
from tests.support.wire import sign_in, upload
from theatrum.consortium.screening import jobs, settling, starting
from theatrum.consortium.screening.locking import may_download, may_stage
from theatrum.consortium.screening.looking import look_at
from theatrum.consortium.screening.models import FoundPlace, Screening, State
from theatrum.consortium.screening.subjects import subject_of
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.repository.audit import queries as audit
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db

CLEAN = b"HTAN_BIOSPECIMEN_ID,WEIGHT\nHTA201_1_B1,7\nHTA201_2_B1,8\n"
PLANTED = "rosalind.quux@hospital.example"
DIRTY = f"HTAN_BIOSPECIMEN_ID,REMARK\nHTA201_1_B1,none\nHTA201_2_B1,write to {PLANTED}\n".encode()


def test_clean_file_is_its_uploaders_alone_until_it_was_screened(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="plain.csv")
    assert may_download(office.wrangler, handle)
    assert may_download(office.privacy, handle)
    assert not may_download(office.member, handle)
    assert not may_stage(node)
    assert run_jobs("screening.screen") == 1
    assert Screening.objects.get(pk=handle.pk).state == State.CLEAR
    assert may_download(office.member, handle)
    assert may_stage(node)


def test_what_nothing_has_waits_for_a_job_no_longer_than_needed(office: Office) -> None:
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), CLEAN, name="plain.csv"))
    found = Screening.objects.get(pk=handle.pk)
    assert (found.state, found.is_taken, found.uploader_id) == (State.WAITING, False, office.wrangler.id)
    assert not Job.objects.filter(name="screening.screen").exists()


def test_blocked_file_is_shut_to_its_uploader_too(office: Office) -> None:
    handle, node = add_file(office, DIRTY, name="plain.csv")
    run_jobs("screening.screen")
    found = Screening.objects.get(pk=handle.pk)
    assert (found.state, found.blocks, found.center, found.node_id) == (State.BLOCKED, 1, "HTA201", node.id)
    assert not may_download(office.wrangler, handle)
    assert not may_download(office.member, handle)
    assert may_download(office.privacy, handle)
    assert not may_stage(node)


def test_of_a_match_place_and_hash_are_kept_and_nothing_else(office: Office) -> None:
    handle, _ = add_file(office, DIRTY, name="plain.csv")
    run_jobs("screening.screen")
    place = FoundPlace.objects.get(screening_id=handle.pk, verdict="block")
    assert (place.code, place.column, place.row) == ("privacy.email", "REMARK", 2)
    assert (place.offset, place.length) == (9, len(PLANTED))
    assert place.digest
    events = [(one.before, one.after) for one in audit.events_about("filehandle", handle.pk)]
    told = repr([(before and before.content, after and after.content) for before, after in events])
    assert PLANTED not in repr(vars(place)) + told


def test_names_are_judged_too(office: Office) -> None:
    handle, _ = add_file(office, CLEAN, name="visit 2021-03-04.csv")
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=handle.pk).state == State.BLOCKED
    assert FoundPlace.objects.get(screening_id=handle.pk, verdict="block").place == "file name"


def test_same_file_screened_by_two_is_stored_once(office: Office) -> None:
    handle, _ = add_file(office, CLEAN, name="plain.csv")
    job = Job.objects.get(name="screening.screen")
    Job.objects.create(name=job.name, lane=job.lane, arguments=job.arguments, created_at=job.created_at)
    assert run_jobs("screening.screen") == 2
    assert [one.action for one in audit.events_about("filehandle", handle.pk)].count("file_screened") == 1


def test_result_of_an_older_wish_is_not_stored(office: Office) -> None:
    handle, _ = add_file(office, CLEAN, name="plain.csv")
    with writing():
        taken = settling.begin(handle.pk)
    assert taken is not None
    subject = subject_of(handle)
    look = look_at(subject, lambda _done, _total: None)
    with writing():
        starting.want_again(Screening.objects.filter(pk=handle.pk))
    with writing():
        assert settling.settle(taken=taken, subject=subject, look=look, version="old") is False
    assert Screening.objects.get(pk=handle.pk).version == ""
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=handle.pk).state == State.CLEAR


def test_file_taken_up_again_after_its_worker_died(office: Office) -> None:
    handle, _ = add_file(office, CLEAN, name="plain.csv")
    with writing():
        settling.begin(handle.pk)
    assert Screening.objects.get(pk=handle.pk).state == State.RUNNING
    assert not may_download(office.member, handle)
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=handle.pk).state == State.CLEAR


def test_what_a_library_says_of_a_file_is_told_nowhere(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def quote(*_: object) -> None:
        raise ValueError(PLANTED)

    handle, _ = add_file(office, CLEAN, name="plain.csv")
    monkeypatch.setattr(jobs, "look_at", quote)
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=handle.pk).state == State.UNREADABLE
    job = Job.objects.get(name="screening.screen")
    assert (job.error_code, "ValueError" in job.error) == ("screening.failed", True)
    assert PLANTED not in job.error + job.trace + "".join(capsys.readouterr())


def workbook(*rows: tuple[str, str]) -> bytes:
    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Cases")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return written.getvalue()


def test_cells_of_workbooks_have_their_place(office: Office) -> None:
    content = workbook(("HTAN_BIOSPECIMEN_ID", "REMARK"), ("HTA201_1_B1", "none"), ("HTA201_2_B1", PLANTED))
    handle, _ = add_file(office, content, name="plain.xlsx")
    run_jobs("screening.screen")
    places = FoundPlace.objects.filter(screening_id=handle.pk, verdict="block", code="privacy.email")
    assert ("Cases", "REMARK", 2) in set(places.values_list("sheet", "column", "row"))


def _objects() -> bytes:
    content = BytesIO()
    pl.DataFrame({"REMARK": [PLANTED], "BYTES": [b"\xff\xfe\xfd"]}).write_parquet(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "state"),
    [
        ("wide.csv", b"A," * 70_001 + b"B\n" + PLANTED.encode() + b"\n", State.BLOCKED),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + PLANTED.encode(), State.UNREADABLE),
        ("bytes.parquet", _objects(), State.BLOCKED),
    ],
)
def test_a_table_that_is_not_read_is_not_called_clear(office: Office, name: str, content: bytes, state: State) -> None:
    handle, _ = add_file(office, content, name=name)
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=handle.pk).state == state


def test_names_of_values_tell_what_they_are(office: Office) -> None:
    handle, _ = add_file(office, b'{"scan": {"operator_email": "%s"}}' % PLANTED.encode(), name="notes.json")
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=handle.pk).state == State.BLOCKED


def test_text_of_many_pieces_is_read_to_its_end(office: Office) -> None:
    text = "plain words without a name\n" * 60_000
    handle, _ = add_file(office, f"{text}write to {PLANTED}\n".encode(), name="notes.txt")
    run_jobs("screening.screen")
    place = FoundPlace.objects.get(screening_id=handle.pk, verdict="block", code="privacy.email")
    assert place.offset == len(text) + len("write to ")
