"""Centers beside those of the profile: admitted by its policy, under an id of the reserved ones."""

from dataclasses import replace

import pytest

from tests.consortium.centers.conftest import House
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import housing, queries, registering
from theatrum.consortium.centers.errors import CenterIsInvalid, NotEntitled
from theatrum.consortium.centers.models import CenterKind, CenterRecord
from theatrum.consortium.centers.registering import Admitted, add_center
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def wanted(center_id: str = "HTA210", kind: str = "tnp", **other: object) -> Admitted:
    known = housing.institutions().values_list("pk", flat=True)
    asked = Admitted(center_id=center_id, kind=kind, name="Spatial Benchmark", institution_ids=known[:1])
    return replace(asked, **other)  # type: ignore[arg-type]  # tests name what they mean


def add(by: Actor, asked: Admitted) -> CenterRecord:
    with writing():
        return add_center(actor=by, profile=in_force(), wanted=asked)


@pytest.mark.requirement("R22")
def test_project_across_the_network_gets_an_id_that_is_free_and_reserved(house: House) -> None:
    assert registering.next_id(in_force()) == "HTA210"
    for bad, told in (
        ("HTA201", "taken"),
        ("HTA230", "no atlas id"),
        ("hta210", "no atlas id"),
        ("HTA210\n", "no atlas id"),
        ("", "no atlas id"),
    ):
        with pytest.raises(CenterIsInvalid, match=told):
            add(house.admin, wanted(bad))
    with pytest.raises(NotEntitled):
        add(house.liaison, wanted())
    made = add(house.admin, wanted())
    assert (made.kind, made.project_name, made.state) == (CenterKind.TNP, "HTAN2_HTA210", "registered")
    assert registering.next_id(in_force()) == "HTA211"
    with pytest.raises(CenterIsInvalid, match="next free one is HTA211"):
        add(house.admin, wanted())
    assert list(queries.known_centers(in_force()))[-1] == "HTA210"
    center = queries.get_center(in_force(), "HTA210")
    assert (center.name, center.kind, center.liaison) == ("Spatial Benchmark", "tnp", "data_liaison")
    assert "HTA210" not in in_force().centers


def test_associate_needs_a_sponsor_and_a_scope_within_the_policy(house: House) -> None:
    asked = wanted(kind="associate", scope=["scRNALevel1"])
    with pytest.raises(CenterIsInvalid, match="needs a sponsor"):
        add(house.admin, asked)
    with pytest.raises(CenterIsInvalid, match="cannot sponsor"):
        add(house.admin, replace(asked, sponsor_id=house.liaison.id))
    with pytest.raises(CenterIsInvalid, match="takes a DCC Administrator there. At HTA201 .* may: name that"):
        add(house.admin, replace(asked, sponsor_id=house.pi.id))
    with pytest.raises(CenterIsInvalid, match="at HTA200: it takes a Principal Investigator there"):
        add(house.admin, replace(asked, sponsor_id=house.pi.id, sponsor_center="HTA200"))
    with pytest.raises(CenterIsInvalid, match="NoSuch is no component"):
        add(house.admin, replace(asked, sponsor_id=house.pi.id, sponsor_center="HTA201", scope=["NoSuch"]))
    made = add(house.admin, replace(asked, sponsor_id=house.pi.id, sponsor_center="HTA201"))
    assert (made.sponsor_id, made.scope) == (house.pi.id, ["scRNALevel1"])
    center, release = queries.get_center(in_force(), "HTA210"), in_force().releases[8]
    assert [leaf.path for leaf in queries.leaves_of(in_force(), release, center)] == ["scRNA_seq/Level_1"]
    boss = appointed(house.admin, make_person("dora"), "dcc_administrator")
    assert add(boss, replace(asked, center_id="HTA211", sponsor_id=boss.id)).sponsor_id == boss.id


def test_profile_without_a_policy_admits_nobody(house: House) -> None:
    closed = replace(in_force(), admission=None)
    assert registering.kinds_admitted(closed) == []
    with pytest.raises(CenterIsInvalid, match="it admits nobody"), writing():
        add_center(actor=house.admin, profile=closed, wanted=wanted())
    with pytest.raises(CenterIsInvalid, match="it admits tnp, associate"):
        add(house.admin, wanted(kind="center"))


def test_projects_and_institutions_have_one_name_each(house: House) -> None:
    with pytest.raises(CenterIsInvalid, match="project of HTA201"):
        add(house.admin, wanted(project="htan2_pancreas"))
    with pytest.raises(CenterIsInvalid, match="at least one institution"):
        add(house.admin, wanted(institution_ids=[]))
    with pytest.raises(CenterIsInvalid, match="There is no institution"):
        add(house.admin, wanted(institution_ids=[0]))
    assert not CenterRecord.objects.filter(is_added=True).exists()
    with pytest.raises(CenterIsInvalid, match="already"), writing():
        housing.add_institution(actor=house.admin, name="yale  UNIVERSITY")


def test_center_of_the_profile_may_span_several_institutions_and_they_hold_people(house: House) -> None:
    found = [one.name for one in housing.institutions_of("HTA205")]
    assert found == ["Children's Hospital Los Angeles", "University of Southern California"]
    # Two atlases in one house are one institution.
    houses = housing.houses_of(["HTA203", "HTA208"])
    assert houses["HTA203"] == houses["HTA208"] == ["MD Anderson Cancer Center"]
    (home,) = housing.institutions_of("HTA201")
    house.file(house.pi, make_person("nina"), "viewer", institution_id=home.pk)
    other = housing.institutions_of("HTA206")[0]
    with pytest.raises(CenterIsInvalid, match="change that first"), writing():
        housing.place_institutions(actor=house.admin, center_id="HTA201", institution_ids=[other.pk])
    with writing():
        housing.place_institutions(actor=house.admin, center_id="HTA201", institution_ids=[other.pk, home.pk])
    (line,) = housing.institutions(fragment="oregon")
    assert (line.centers_count, line.people_count) == (1, 1)  # type: ignore[attr-defined]  # counted beside
    with writing():
        assert housing.note_profile(actor=house.admin, profile=in_force()) == 0
