"""Releases as the command line opens, closes and extends them."""

from datetime import timedelta

import pytest

from theatrum.consortium.calendar.actions import set_dates
from theatrum.consortium.calendar.schedules import ReleaseDates
from theatrum.consortium.calendar.windows import here_today
from theatrum.doors.cli import opening
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db


def test_a_release_is_closed_opened_and_extended() -> None:
    today = here_today()
    with writing():
        set_dates(actor=OPERATOR, release=8, dates=ReleaseDates(today, today))
    assert opening.take_data(number=8, center_ids=[], is_now=False)[0].startswith("Release 8 takes data until")
    closed = opening.change(number=8, center_id="HTA201", verb="close", reason="all data is in")
    assert closed.words == "Release 8 was closed by the DCC."
    shown = {one["center"]: one["state"] for one in opening.standings(8)}
    assert shown == {"": "open", "HTA201": "closed"}
    assert opening.take_data(number=8, center_ids=["HTA201"], is_now=False)[0].startswith("HTA201: Release 8 takes")
    until = today + timedelta(days=3)
    opening.change(number=8, center_id="HTA201", verb="extend", reason="", until=until)
    assert opening.staying(8) == ["HTA201"]
    assert {one["center"]: one["until"] for one in opening.standings(None)} == {
        "": today.isoformat(),
        "HTA201": until.isoformat(),
    }


def test_what_begins_later_is_opened_only_where_it_is_to_begin_now() -> None:
    later = here_today() + timedelta(days=3)
    with writing():
        set_dates(actor=OPERATOR, release=8, dates=ReleaseDates(later, later))
    assert "takes data from" in opening.take_data(number=8, center_ids=[], is_now=False)[0]
    assert "takes data until" in opening.take_data(number=8, center_ids=[], is_now=True)[0]
