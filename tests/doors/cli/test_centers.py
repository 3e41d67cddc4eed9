"""``theatrum admin center``, ``member`` and ``token``: what the pages do, for scripts."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.factories.entities import make_person
from theatrum.consortium.centers import housing, liaisons
from theatrum.consortium.centers.actions import appoint, ensure_center
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.cli.administration import admin
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts.actions.tokens import token_actor
from theatrum.repository.accounts.models import Team, TeamMember
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)

# Django is ready here, on the tests' own database.
_READY = SimpleNamespace(set_up=lambda **_settings: None)


def run(*words: str) -> Result:
    return CliRunner().invoke(admin, list(words), obj=_READY)


def facts(*words: str) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def said(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(autouse=True)
def network() -> None:
    with writing():
        housing.note_profile(actor=OPERATOR, profile=in_force())


def test_center_is_added_activated_filled_and_suspended() -> None:
    maria, nina, lee = make_person("maria"), make_person("nina"), make_person("lee")
    with writing():
        appoint(actor=OPERATOR, profile=in_force(), user_id=lee.id, role="data_liaison")
        appoint(actor=OPERATOR, profile=in_force(), user_id=lee.id, role="dcc_administrator")
    added = said(
        "center", "add", "HTA210", "--kind", "associate", "--name", "Experts", "--institution", "yale university",
        "--institution", "House of Experts", "--sponsor", "lee", "--component", "scRNALevel1",
    )  # fmt: skip
    assert added == "Added HTA210, Experts; its project will be HTAN2_HTA210. Activate it next.\n"
    (done,) = facts("center", "activate", "HTA210")
    assert "project HTAN2_HTA210" in done["made"]
    assert said("center", "activate", "HTA210") == f"HTA210 is active: {done['project']}\n"
    told = said("center", "admission", "HTA210", "--sponsor", "lee", "--component", "scRNALevel2")
    assert told == "lee answers for HTA210, which may submit scRNALevel2.\n"
    said("center", "admission", "HTA210", "--sponsor", "lee", "--component", "scRNALevel1")
    shown = said("center", "show", "HTA210")
    assert "Sponsor:       lee" in shown
    assert "May submit:    scRNALevel1" in shown
    assert said("center", "activate", "HTA210", "--dry-run") == "Nothing would be taken away.\n"
    TeamMember.objects.create(team=Team.objects.get(name="HTAN2_HTA210_contributors"), user_id=nina.id)
    line = "HTAN2_HTA210_contributors: nina leaves"
    assert said("center", "activate", "HTA210", "--dry-run") == f"HTA210 would take away: {line}\n"
    assert facts("center", "activate", "HTA210", "--dry-run") == [{"id": "HTA210", "taken": [line]}]
    told = said("center", "activate", "HTA210")
    assert told == f"HTA210 takes away: {line}\nHTA210 is active: {done['project']}\n  took away {line}\n"
    said("center", "liaison", "HTA210", "lee")
    guide = liaisons.liaison_of("HTA210")
    assert guide is not None
    assert guide.pk == lee.id
    said("member", "file", "maria", "HTA210", "center_pi", "--title", "Professor")
    said("member", "file", "nina", "HTA210", "data_wrangler", "--as", "maria", "--institution", "Yale University")
    people = facts("member", "list", "HTA210")
    assert [(one["user"], one["role"], one["institution"], one["title"]) for one in people] == [
        ("maria", "center_pi", "", "Professor"),
        ("nina", "data_wrangler", "Yale University", ""),
    ]
    assert "nina  data_wrangler" in said("center", "show", "HTA210")
    said("member", "file", "nina", "HTA204", "submitter")
    assert facts("member", "list", "HTA204")[0]["institution"] == "Dana-Farber Cancer Institute"  # its only one
    assert said("member", "end", "nina", "HTA210") == "nina is data_wrangler of HTA210 no more.\n"
    said("center", "suspend", "HTA210", "--reason", "over")
    known = {one["id"]: one for one in facts("center", "list")}
    assert (known["HTA210"]["state"], known["HTA210"]["people"], known["HTA210"]["liaison"]) == ("suspended", 1, "lee")
    assert (known["HTA200"]["state"], known["HTA200"]["project"]) == ("registered", "")
    said("center", "activate", "HTA210")
    assert facts("center", "show", "HTA210")["state"] == "active"
    assert nina.id != maria.id


def test_refusals_name_what_is_wrong() -> None:
    make_person("maria")
    make_person("nina")
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id="HTA201")
    for words, told in (
        (["center", "suspend", "HTA9", "--reason", "x"], "There is no center 'HTA9'"),
        (["center", "liaison", "HTA201", "maria"], "it takes the role Data Liaison"),
        (["member", "file", "nobody", "HTA201", "submitter"], "nobody"),
        (["member", "file", "nina", "HTA201", "submitter", "--as", "maria"], "filed by its principal investigator"),
        (["member", "end", "nina", "HTA201", "--role", "submitter"], "nina is not submitter of HTA201"),
        (["center", "add", "HTA201", "--kind", "tnp", "--name", "X", "--institution", "Y"], "HTA201 is taken"),
    ):
        refused = run(*words)
        assert isinstance(refused.exception, DomainError), words
        assert told in str(refused.exception)
    assert run("center", "activate").exit_code == 2
    assert run("center", "activate", "HTA201", "--all").exit_code == 2


def test_token_stands_alone_on_the_last_line() -> None:
    maria = make_person("maria")
    token = said("token", "create", "maria").splitlines()[-1]
    assert token_actor(token).id == maria.id
    assert token_actor(said("token", "create", "maria", "--label", "second").strip()).id == maria.id
