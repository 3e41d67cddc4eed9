"""Personnel forms: who files them, and that teams follow them at once and nothing else."""

import pytest

from tests.consortium.centers.conftest import HOME, House, again, teams_of
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import affiliations, sight
from theatrum.consortium.centers.errors import (
    AffiliationIsInvalid,
    AffiliationNotFound,
    CenterIsInvalid,
    CenterNotFound,
    NotEntitled,
    RoleNotFound,
)
from theatrum.consortium.centers.filing import change_affiliation, end_affiliation
from theatrum.consortium.centers.following import strays
from theatrum.consortium.centers.housing import institutions_of
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.events.models import Event
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.actions import people, teams
from theatrum.repository.accounts.errors import NotAllowed
from theatrum.repository.accounts.models import Team, TeamMember

pytestmark = pytest.mark.django_db(transaction=True)


def end(by: Actor, one: Affiliation) -> None:
    with writing():
        end_affiliation(actor=by, profile=in_force(), affiliation_id=one.pk, reason="left")


@pytest.mark.requirement("R5")
def test_people_are_filed_by_who_represents_their_center_and_by_nobody_else(house: House) -> None:
    other = appointed(house.admin, make_person("otto"), "center_pi", "HTA200")
    new = make_person("nina")
    for by in (other, house.liaison, house.admin, new):
        with pytest.raises(NotEntitled):
            house.file(by, new, "submitter")
    assert not affiliations.may_file(house.liaison, HOME)
    made = house.file(house.pi, new, "submitter", title=" Research \n engineer ")
    assert (made.filed_by, made.title) == (house.pi.id, "Research engineer")
    assert teams_of(new) == ["HTAN2_Pancreas_contributors"]
    told = Event.objects.get(topic="personnel", subject_id=str(made.pk))
    assert (told.center_id, told.people, told.by) == (HOME, [new.id], house.pi.id)


def test_administrator_of_the_coordinating_center_files_who_represents_first_and_then_nobody(house: House) -> None:
    new, boss = make_person("nina"), appointed(house.admin, make_person("dora"), "dcc_administrator")
    assert affiliations.may_file(boss, "HTA202")
    with pytest.raises(NotEntitled, match="File its principal investigator first"):
        house.file(boss, new, "submitter", "HTA202")
    with pytest.raises(NotEntitled):
        house.file(house.liaison, new, "center_pi", "HTA202")
    house.file(boss, new, "center_pi", "HTA202")
    assert not affiliations.may_file(boss, "HTA202")
    with pytest.raises(NotEntitled):
        house.file(boss, make_person("olga"), "center_administrator", "HTA202")
    assert sight.represents(again(new), "HTA202")


def test_several_roles_share_a_team_until_the_last_of_them_ends(house: House) -> None:
    new = make_person("nina")
    first, second = house.file(house.pi, new, "submitter"), house.file(house.pi, new, "data_wrangler")
    third = house.file(house.pi, new, "viewer")
    with pytest.raises(AffiliationIsInvalid, match="already"):
        house.file(house.pi, new, "submitter")
    end(house.pi, first)
    assert teams_of(new) == ["HTAN2_Pancreas_contributors", "HTAN2_Pancreas_members"]
    end(house.pi, second)
    assert teams_of(new) == ["HTAN2_Pancreas_members"]
    end(new, third)
    assert teams_of(new) == []
    with pytest.raises(AffiliationNotFound):
        end(house.pi, third)
    # Filed again, it is another form.
    assert house.file(house.pi, new, "submitter").pk != first.pk


def test_one_person_is_at_several_centers_and_leaves_one(house: House) -> None:
    other, new = appointed(house.admin, make_person("otto"), "center_pi", "HTA200"), make_person("nina")
    here, there = house.file(house.pi, new, "submitter"), house.file(other, new, "data_wrangler", "HTA200")
    assert [one.center_id for one in affiliations.active_of(new.id)] == ["HTA200", HOME]
    assert not sight.may_see(house.pi, "HTA200")
    with pytest.raises(AffiliationNotFound):
        end(house.pi, there)
    end(house.pi, here)
    assert teams_of(new) == ["HTAN2_Skin_contributors"]
    assert sight.centers_seen(again(new)) == ["HTA200"]
    with pytest.raises(CenterNotFound):
        sight.require_seen(again(new), HOME)


def test_leaving_takes_access_and_the_members_of_a_center_only_read(house: House) -> None:
    new = make_person("nina")
    one = house.file(house.pi, new, "viewer")
    assert access.may(again(new), Permission.DOWNLOAD, house.project)
    assert not access.may(again(new), Permission.CREATE, house.project)
    end(house.pi, one)
    assert not access.may(again(new), Permission.READ, house.project)


def test_closing_an_account_ends_what_the_person_was(house: House) -> None:
    new = make_person("nina")
    house.file(house.pi, new, "data_wrangler")
    with writing():
        people.open_account(actor=house.admin, user_id=new.id, is_active=False)
    assert (teams_of(new), affiliations.active_of(new.id)) == ([], [])
    with pytest.raises(AffiliationIsInvalid, match="closed"):
        house.file(house.pi, new, "submitter")
    with writing():
        people.open_account(actor=house.admin, user_id=new.id, is_active=True)
    assert teams_of(new) == []


def test_nobody_joins_or_leaves_the_team_of_a_role_otherwise(house: House) -> None:
    new = make_person("nina")
    house.file(house.pi, new, "submitter")
    team = Team.objects.get(name="HTAN2_Pancreas_contributors")
    assert not team.members.filter(user_id=house.admin.id).exists()
    for by, act, who in (
        (house.admin, teams.add_member, house.liaison),
        (house.admin, teams.remove_member, new),
        (again(new), teams.remove_member, new),
    ):
        with pytest.raises(NotAllowed, match="/centers/HTA201/people"), writing():
            act(actor=by, team_id=team.pk, user_id=who.id)
    with pytest.raises(NotAllowed, match="follows the people"), writing():
        teams.update_team(
            actor=house.admin,
            team_id=team.pk,
            etag=None,
            name="Others",
            description="",
            can_public_join=True,
            can_request_membership=False,
        )


def test_whoever_is_in_such_a_team_without_a_form_is_found(house: House) -> None:
    stray = make_person("sly")
    house.file(house.pi, make_person("nina"), "submitter")
    house.file(house.pi, stray, "viewer")
    assert strays(in_force()) == []
    TeamMember.objects.create(team=Team.objects.get(name="HTAN2_Pancreas_contributors"), user_id=stray.id)
    assert strays(in_force()) == ["HTAN2_Pancreas_contributors: sly"]


def test_form_names_an_institution_of_the_center_and_is_changed(house: House) -> None:
    new = make_person("nina")
    home, elsewhere = institutions_of(HOME)[0], institutions_of("HTA206")[0]
    with pytest.raises(AffiliationIsInvalid, match="no people at this institution"):
        house.file(house.pi, new, "submitter", institution_id=elsewhere.pk)
    with pytest.raises(AffiliationIsInvalid, match="50 characters"):
        house.file(house.pi, new, "submitter", phone="1" * 51)
    with pytest.raises(RoleNotFound, match="data_wrangler"):
        house.file(house.pi, new, "dcc_curator")
    made = house.file(house.pi, new, "submitter")
    with writing():
        change_affiliation(
            actor=house.pi, profile=in_force(), affiliation_id=made.pk, institution_id=home.pk, title="Head", phone="1"
        )
    (found,) = affiliations.active_of(new.id)
    assert (found.institution, found.title, found.phone) == (home, "Head", "1")
    with pytest.raises(CenterIsInvalid, match="held at a center"):
        appointed(house.admin, new, "submitter")


def test_staff_sees_every_center_and_others_see_their_own(house: House) -> None:
    stranger = make_person("sam")
    assert len(sight.centers_seen(house.liaison)) == len(in_force().centers)
    assert sight.centers_seen(house.pi) == [HOME]
    assert sight.centers_seen(stranger) == []
    assert not sight.may_see(house.admin, "HTA999")
    assert (sight.is_staff(house.liaison), sight.is_staff(house.pi)) == (True, False)
    assert not sight.is_dcc_administrator(house.liaison)
    signer = appointed(house.admin, stranger, "center_signing_official", HOME)
    assert (teams_of(signer), sight.may_see(signer, HOME)) == ([], True)
