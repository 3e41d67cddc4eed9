"""Gates as the command line lists, excuses and closes them."""

import pytest

from tests.factories.onboarding import CLOSING, onboard
from theatrum.consortium.onboarding import standings
from theatrum.consortium.onboarding.gates import Gate
from theatrum.doors.cli import gated
from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.accounts.errors import UserNotFound

pytestmark = pytest.mark.django_db


def wanted(*gates: str, person: str = "", center: str = "") -> dict[str, object]:
    return {"person": person, "center": center, "gates": gates, "is_all": not gates}


def test_a_center_is_listed_excused_and_closed_again() -> None:
    it = onboard()
    CLOSING[Gate.PLAN](it)
    assert not standings.may_submit(it.wrangler.id, it.center_id, 8)
    lines = list(gated.told(gated.standings(person=None, center=it.center_id)))
    assert next(line for line in lines if " plan: " in line).startswith(f"{it.center_id}  plan: closed")
    (line,) = gated.open_gates(reason="by phone", days=2, wanted=wanted("plan", center=it.center_id))
    assert line.startswith(f"{it.center_id} is excused from plan until ")
    assert standings.may_submit(it.wrangler.id, it.center_id, 8)
    (listed,) = gated.excuses()
    assert (listed["whom"], listed["gate"], listed["note"]) == (it.center_id, "plan", "by phone")
    assert gated.close_gates(wanted(center=it.center_id)) == [f"{it.center_id} is excused from plan no more."]
    assert gated.close_gates(wanted(center=it.center_id)) == [f"{it.center_id} had no excuse."]


def test_a_person_is_excused_from_all_and_named_as_they_are() -> None:
    it = onboard()
    assert len(gated.open_gates(reason="a test", days=1, wanted=wanted(person="GATES_wrangler"))) == 6
    facts = gated.standings(person="gates_wrangler", center=None)
    assert {one["whom"] for one in facts} == {f"gates_wrangler at {it.center_id}"}
    with pytest.raises(InvalidRequest, match="There is no gate 'plan' here; there is email"):
        gated.open_gates(reason="a test", days=1, wanted=wanted("plan", person="gates_wrangler"))
    with pytest.raises(UserNotFound):
        gated.standings(person="nobody", center=None)
