"""Two institutions that are one: what names the first names the second from then on."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import agreeing, housing
from theatrum.consortium.centers.errors import CenterIsInvalid, NotEntitled
from theatrum.consortium.centers.expecting import file_person
from theatrum.consortium.centers.merging import merge_institutions
from theatrum.consortium.centers.models import Affiliation, ExpectedPerson, Institution
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair() -> tuple[Institution, Institution]:
    """Return an institution twice, each with a center of its own and one that both have."""
    with writing():
        one = housing.add_institution(actor=OPERATOR, name="Yale Univ.")
        other = housing.add_institution(actor=OPERATOR, name="Yale University")
        for center_id, houses in (("HTA201", [one]), ("HTA202", [other]), ("HTA203", [one, other])):
            ids = [house.pk for house in houses]
            housing.place_institutions(actor=OPERATOR, center_id=center_id, institution_ids=ids)
    return one, other


def test_all_that_names_one_names_the_other_then(pair: tuple[Institution, Institution]) -> None:
    one, other = pair
    sam = appointed(OPERATOR, make_person("sam"), "submitter", "HTA201")
    Affiliation.objects.filter(user_id=sam.id).update(institution=one)
    with writing():
        file_person(
            actor=OPERATOR,
            profile=in_force(),
            email="dora@example.org",
            center_id="HTA201",
            role="submitter",
            institution_id=one.pk,
        )
        made = agreeing.draft_agreement(
            actor=OPERATOR,
            profile=in_force(),
            center_id="HTA201",
            version="1",
            institution_ids=[one.pk],
            signatories=[agreeing.Signatory("Dr. Signe", institution_id=one.pk), agreeing.Signatory("Dr. Other")],
        )
    with writing():
        merge_institutions(actor=OPERATOR, institution_id=one.pk, into_id=other.pk)
    assert not Institution.objects.filter(pk=one.pk).exists()
    assert {name for names in housing.houses_of(["HTA201", "HTA202", "HTA203"]).values() for name in names} == {
        "Yale University"
    }
    assert Affiliation.objects.get(user_id=sam.id).institution == other
    assert ExpectedPerson.objects.get().institution == other
    made.refresh_from_db()
    assert list(made.institutions.all()) == [other]
    assert [signatory["institution"] for signatory in made.signatories] == [other.pk, None]
    assert Event.objects.get(action="institutions_merged").subject_id == str(other.pk)


def test_only_administrators_merge_two_different_ones(pair: tuple[Institution, Institution]) -> None:
    one, other = pair
    with pytest.raises(NotEntitled), writing():
        merge_institutions(actor=actor_of(make_user("anna")), institution_id=one.pk, into_id=other.pk)
    for into in (one.pk, 999_999):
        with pytest.raises(CenterIsInvalid), writing():
            merge_institutions(actor=OPERATOR, institution_id=one.pk, into_id=into)
    assert Institution.objects.filter(pk__in=[one.pk, other.pk]).count() == 2
