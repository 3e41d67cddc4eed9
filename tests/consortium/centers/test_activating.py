"""Activation: one call makes all that a center needs; again it makes nothing but what the profile grants by now."""

import importlib
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection

from tests.consortium.centers.conftest import HOME, House, again, teams_of
from tests.factories.centers import appointed, folder_at, open_for
from tests.factories.entities import make_entity, make_person
from theatrum.checks.profile.network_shapes import AccessPlace, Right
from theatrum.consortium.centers import housing, queries
from theatrum.consortium.centers.actions import (
    ensure_center,
    reactivate_center,
    suspend_center,
)
from theatrum.consortium.centers.errors import (
    CenterIsElsewhere,
    CenterNotActive,
    NotEntitled,
    ProjectNameIsTaken,
)
from theatrum.consortium.centers.models import Affiliation, CenterRecord, CenterState
from theatrum.consortium.centers.registering import Admitted, add_center
from theatrum.consortium.curation.models import Task
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.activating import activate, open_places, would_take
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import actions as acls
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import OWNER, Permission
from theatrum.repository.accounts.models import Team, TeamMember
from theatrum.repository.entities.actions.sharing import get_local_acl
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db(transaction=True)


def strange_project(house: House, name: str) -> Node:
    """Return a project that somebody made who is no administrator."""
    made = make_entity(house.admin, Kind.PROJECT, name)
    Node.objects.filter(pk=made.pk).update(created_by=make_person("sam").id)
    return made


def test_associate_is_activated_whole_by_somebody_with_the_role_and_again_makes_nothing(house: House) -> None:
    boss = appointed(house.admin, make_person("dora"), "dcc_administrator")
    home = housing.institutions_of(HOME)[0]
    asked = Admitted(
        center_id="HTA210",
        kind="associate",
        name="Experts",
        institution_ids=[home.pk],
        sponsor_id=house.pi.id,
        sponsor_center=HOME,
        scope=["BiospecimenData", "scRNALevel1"],
    )
    with writing():
        add_center(actor=boss, profile=in_force(), wanted=asked)
    with pytest.raises(NotEntitled):
        activate(actor=house.liaison, profile=in_force(), center_id="HTA210")
    done = activate(actor=boss, profile=in_force(), center_id="HTA210")
    assert done.made == [
        "team HTAN2_HTA210_members",
        "team HTAN2_HTA210_contributors",
        "project HTAN2_HTA210",
        "12 folders of release 8",
        "6 schema bindings of release 8",
        "2 curation tasks for release 8",
    ]
    assert queries.center_of_node(folder_at(house.admin, done.project, "v8_ingest/Biospecimen")) == queries.get_center(
        in_force(), "HTA210"
    )
    assert Task.objects.filter(project=done.project).count() == 2
    assert Task.objects.filter(assignee_id=Team.objects.get(name="HTAN2_HTA210_contributors").pk).count() == 2
    assert activate(actor=boss, profile=in_force(), center_id="HTA210").made == []
    assert queries.state_of("HTA210") == CenterState.ACTIVE
    # Who activated it and then leaves the coordinating center keeps nothing of it.
    TeamMember.objects.filter(user_id=boss.id).delete()
    for place in (done.project, folder_at(house.admin, done.project, "v8_ingest")):
        assert not access.may(again(boss), Permission.READ, place)


def test_grants_of_the_profile_reach_a_project_that_is_there_and_people_keep_theirs(house: House) -> None:
    friend = make_person("friend")
    acl = get_local_acl(house.project)
    with writing():
        grants = acls.grants_of(acl) | {friend.id: frozenset({Permission.READ})}
        viewers = Team.objects.get(name="HTAN2_Pancreas_members").pk
        del grants[viewers]
        acls.replace_acl(actor=house.admin, acl=acl, etag=None, grants=grants)
    with writing():
        made = ensure_center(actor=house.admin, profile=in_force(), center_id=HOME).made
    assert made == ("HTAN2_Pancreas: HTAN2_Pancreas_members may DOWNLOAD, READ",)
    assert acls.grants_of(get_local_acl(house.project)) == grants | {
        viewers: frozenset({Permission.READ, Permission.DOWNLOAD})
    }
    wider = dict(in_force().access)
    wider[AccessPlace.PROJECT] = {**wider[AccessPlace.PROJECT], "member": frozenset({Right.READ, Right.DOWNLOAD})}
    with writing():
        made = ensure_center(actor=house.admin, profile=replace(in_force(), access=wider), center_id=HOME).made
    assert made == ("HTAN2_Pancreas: HTAN2_Members may DOWNLOAD",)
    # What is granted no more is told before, taken away once, and then there is nothing to take.
    line = "HTAN2_Pancreas: HTAN2_Members may not DOWNLOAD any more"
    assert would_take(in_force(), [HOME]) == {HOME: [line]}
    with writing():
        again_ = ensure_center(actor=house.admin, profile=in_force(), center_id=HOME)
    assert (again_.made, again_.taken) == ((), (line,))
    assert would_take(in_force(), [HOME]) == {}
    assert acls.grants_of(get_local_acl(house.project))[friend.id] == {Permission.READ}


def test_what_everybody_was_granted_is_taken_away_too(house: House) -> None:
    roles = dict(in_force().roles)
    roles["member"] = roles["member"].model_copy(update={"team": None})
    open_ = replace(in_force(), roles=roles)
    with writing():
        ensure_center(actor=house.admin, profile=open_, center_id=HOME)
    stranger = make_person("stranger")
    assert access.may(stranger, Permission.READ, house.project)
    narrower = {place: {**matrix} for place, matrix in open_.access.items()}
    del narrower[AccessPlace.PROJECT]["member"]
    closed = replace(open_, access=narrower)
    assert any("may not READ any more" in line for line in would_take(closed, [HOME])[HOME])
    with writing():
        assert ensure_center(actor=house.admin, profile=closed, center_id=HOME).taken
    assert not access.may(stranger, Permission.READ, house.project)
    assert HOME not in would_take(closed, [HOME])


def test_role_that_is_gone_takes_its_team_out_of_all_places_and_its_people_out_of_the_team(house: House) -> None:
    wrangler = appointed(house.admin, make_person("wanda"), "data_wrangler", HOME)
    project = open_for(house.admin, HOME)[0]
    ingest = folder_at(house.admin, project, "v8_ingest")
    assert access.may(wrangler, Permission.READ, ingest)
    gone = {"data_wrangler", "submitter"}
    profile = replace(
        in_force(),
        roles={name: role for name, role in in_force().roles.items() if name not in gone},
        access={
            place: {role: rights for role, rights in matrix.items() if role not in gone}
            for place, matrix in in_force().access.items()
        },
    )
    told = would_take(profile, [HOME])[HOME]
    assert "HTAN2_Pancreas_contributors: wanda leaves" in told
    assert "v8_ingest: HTAN2_Pancreas_contributors may not CREATE, DELETE, DOWNLOAD, READ, UPDATE any more" in told
    assert len(told) == 5
    (done,) = open_places(actor=house.admin, profile=profile, center_ids=[HOME], numbers=[])
    assert sorted(done.taken) == sorted(told)
    assert done.made == []
    assert teams_of(wrangler) == []
    assert not access.may(wrangler, Permission.READ, ingest)
    assert would_take(profile, [HOME]) == {}
    # With the role back, its people are.
    (back,) = open_places(actor=house.admin, profile=in_force(), center_ids=[HOME], numbers=[])
    assert "HTAN2_Pancreas_contributors: wanda joins" in back.made
    assert access.may(again(wrangler), Permission.CREATE, ingest)


def test_project_of_the_right_name_is_no_centers(house: House) -> None:
    fake = strange_project(house, "HTAN2_Skin")
    assert queries.center_of_node(fake) is None
    assert queries.find_project(queries.get_center(in_force(), "HTA200")) is None
    with pytest.raises(ProjectNameIsTaken, match=fake.public_id), writing():
        ensure_center(actor=house.admin, profile=in_force(), center_id="HTA200")
    mine = make_entity(house.admin, Kind.PROJECT, "HTAN2_CRC")
    with writing():
        assert ensure_center(actor=house.admin, profile=in_force(), center_id="HTA207").project == mine
    # Another name makes it no other project.
    Node.objects.filter(pk=house.project.pk).update(name="Pancreas")
    assert queries.find_project(queries.get_center(in_force(), HOME)) == house.project


def test_center_is_suspended_with_a_reason_and_active_again(house: House) -> None:
    profile = in_force()
    with pytest.raises(NotEntitled), writing():
        suspend_center(actor=house.pi, profile=profile, center_id=HOME, reason="no")
    with pytest.raises(CenterIsElsewhere), writing():
        reactivate_center(actor=house.admin, profile=profile, center_id=HOME)
    with pytest.raises(CenterNotActive), writing():
        reactivate_center(actor=house.admin, profile=profile, center_id="HTA200")
    with writing():
        found = suspend_center(actor=house.admin, profile=profile, center_id=HOME, reason="The agreement\nended")
    assert (found.state, found.state_reason) == ("suspended", "The agreement ended")
    with writing():
        # What it lacks is made, and it stays suspended.
        ensure_center(actor=house.admin, profile=profile, center_id=HOME)
    assert queries.state_of(HOME) == CenterState.SUSPENDED
    with writing():
        reactivate_center(actor=house.admin, profile=profile, center_id=HOME)
    assert queries.state_of(HOME) == CenterState.ACTIVE
    with writing():
        # One that was never activated is suspended as well, and is then as far as before.
        suspend_center(actor=house.admin, profile=profile, center_id="HTA200", reason="It left the network")
        reactivate_center(actor=house.admin, profile=profile, center_id="HTA200")
    assert queries.state_of("HTA200") == CenterState.REGISTERED


def test_upgrade_remembers_projects_and_people_that_were_known_by_names(house: House) -> None:
    """As it was before: members of teams without a form, projects of centers and one that only has the name."""
    member, boss = make_person("nina"), house.admin
    fake = strange_project(house, "HTAN2_Skin")
    Affiliation.objects.all().delete()
    CenterRecord.objects.all().delete()
    contributors = Team.objects.get(name="HTAN2_Pancreas_contributors")
    # Whoever made a team was its first member.
    Team.objects.filter(pk=contributors.pk).update(created_by=boss.id)
    for person in (member, boss):
        TeamMember.objects.create(team=contributors, user_id=person.id)
    module = importlib.import_module("theatrum.consortium.centers.migrations.0002_remember_what_is_there")
    with connection.schema_editor() as editor, writing():
        module.remember(apps, editor)
    assert queries.center_of_node(house.project) == queries.get_center(in_force(), HOME)
    assert queries.center_of_node(fake) is None
    assert (teams_of(member), teams_of(boss)) == (["HTAN2_Pancreas_contributors"], [])
    assert list(Affiliation.objects.values_list("user_id", "center_id", "role").order_by("user_id")) == [
        (house.pi.id, HOME, "viewer"),
        (member.id, HOME, "submitter"),
    ]
    assert access.may(house.admin, OWNER[0], house.project)
