"""What was seen of a hostile file is stored, whatever no database takes is in it; and what rules do not reach waits."""

import math

import pytest

from tests.consortium.screening.conftest import Office, add_file
from theatrum.checks.findings import Finding, Severity, Source, Verdict
from theatrum.consortium.screening import settling
from theatrum.consortium.screening.looking import MOST_PLACES, Look
from theatrum.consortium.screening.models import Allowance, Screening, State
from theatrum.consortium.screening.subjects import subject_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock

pytestmark = pytest.mark.django_db


def found(place: str, *, column: str | None = None) -> Finding:
    return Finding(
        code="privacy.device",
        severity=Severity.WARNING,
        message="A serial number.",
        place=place,
        column=column,
        source=Source.OVERLAY,
        verdict=Verdict.HOLD,
    )


def settled(office: Office, look: Look, *, name: str = "a.bin") -> Screening:
    """Store a look at a file of a center."""
    handle, _ = add_file(office, b"whatever\n", name=name)
    with writing():
        taken = settling.begin(handle.pk)
    assert taken is not None
    with writing():
        assert settling.settle(taken=taken, subject=subject_of(handle), look=look, version="1")
    return Screening.objects.get(pk=handle.pk)


def test_what_no_database_takes_is_stored_without_it(office: Office) -> None:
    look = Look(label="t\0iff", facts={"A": math.inf, "B": math.nan, "C": 2.5, "D": "x\0\ud800", "E": ("y\0", "z")})
    look.pictures = [["label", "IFD \0\udcff", 1, 2, 3]]
    look.add(found("tag \0 \ud800", column="c\0"), shape="x\0")
    screening = settled(office, look)
    assert screening.state == State.HELD
    assert screening.facts == {"C": 2.5, "D": "x??", "E": ["y?", "z"]}
    assert screening.pictures == [["label", "IFD ??", 1, 2, 3]]
    place = screening.places.get()
    assert (place.place, place.column, place.shape) == ("tag ? ?", "c?", "x?")


def test_what_is_more_than_is_kept_falls_under_no_rule(office: Office) -> None:
    now = clock.now()
    Allowance.objects.create(
        center="HTA201", code="privacy.device", place="tag", shape="9", made_by=1, made_on=now, expires_on=now.date()
    )
    look = Look()
    for _ in range(MOST_PLACES):
        look.add(found("tag"), shape="9")
    assert settled(office, look).state == State.CLEAR
    look.add(found("another tag"), shape="x")
    screening = settled(office, look, name="b.bin")
    assert (screening.state, screening.holds) == (State.HELD, 1)
