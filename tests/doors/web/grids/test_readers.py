"""Who may read a record set and not change it: into the session that is open for all, to look and to comment."""

import pytest

from tests.doors.web.grids.conftest import Desk, Open, browser
from tests.factories.accounts import make_user
from tests.support.screening import run_jobs
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.sharing import replace_local_acl

pytestmark = pytest.mark.django_db


def test_a_reader_looks_into_the_open_session(desk: Desk, opened: Open) -> None:
    reading = actor_of(make_user("lia"))
    owner, reader = desk.place.owner, frozenset({Permission.READ, Permission.DOWNLOAD})
    with writing():
        grants = {owner.id: frozenset(OWNER), reading.id: reader}
        replace_local_acl(actor=owner, node_id=desk.records.id, etag=None, grants=grants)
    lia, address = browser(reading), f"/entities/{desk.records.public_id}"
    # Nobody has it open: there is nothing to look into, and a reader opens nothing.
    assert "Look in the grid" not in lia.get(address).content.decode()
    assert lia.post(desk.open_at).status_code == 403
    session = opened(desk.anna)
    private = desk.anna.post(desk.open_at, {"new": "1", "private": "1"}).headers["Location"]
    assert lia.get(private).status_code == 403
    assert "Look in the grid" in lia.get(address).content.decode()
    assert lia.post(desk.open_at).headers["Location"] == f"/grid/{session}"
    page = lia.get(f"/grid/{session}").content.decode()
    assert "data-grid" in page
    assert "You may look and comment" in page
    assert "data-save" not in page
    made = lia.post(f"/grid/{session}/download/csv")
    run_jobs()
    answer = lia.get(made.headers["Location"])
    assert answer.status_code == 302
    assert lia.get(f"/grid/{session}/import").status_code == 403
    assert lia.post(f"/grid/{session}/ticket").status_code == 200
    assert lia.get(f"/grid/{session}/identifying").status_code == 200
