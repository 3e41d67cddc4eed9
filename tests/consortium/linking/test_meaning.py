"""What was probably meant by an identifier that is not there: offered for all rows at once, proven by the checks."""

import pytest

from tests.consortium.linking.grids import PARENT, SPECIMEN, add_rows, codes, opened
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from tests.factories.grids import shown
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.linking.meaning import meant
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.answers import answer_fix, answer_meant
from theatrum.repository.grids.problems.grouping import problems_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project() -> Node:
    return make_ingest(make_person("admin", is_administrator=True), "HTA201", "Demographics", "BiospecimenData")


@pytest.fixture
def wrangler(project: Node) -> Actor:
    admin = make_person("other_admin", is_administrator=True)
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


def _specimens(actor: Actor, project: Node, *rows: tuple[str, str]) -> Workspace:
    people = ["HTA201_1", "HTA201_2001", "HTA201_2004", "HTA201_77"]
    add_rows(actor, project, "Demographics", [("HTAN_PARTICIPANT_ID",), *((one,) for one in people)])
    catch_up(in_force())
    told = [(own, f'"{parent}"', "") for own, parent in rows]
    return opened(actor, add_rows(actor, project, "BiospecimenData", [SPECIMEN, *told], name="specimens"))


def test_near_misses_are_offered_for_all_rows_and_mended_as_one_act(wrangler: Actor, project: Node) -> None:
    rows = [
        ("HTA201_1_B1", "HTA201_01"),
        ("HTA201_1_B2", "HTA201_01"),
        ("HTA201_2001_B1", "HTA201_2010"),
        ("HTA201_77_B1", "HTA201_78"),
        ("HTA201_1_B3", "HTA201_1_B1, HTA201_1_B02"),
    ]
    workspace = _specimens(wrangler, project, *rows)
    waiting = [one for one in problems_of(workspace, wrangler) if one.finding.code == "links.missing_parent"]
    # Participants and specimens that are not there are two things to mend.
    group, other = sorted(waiting, key=lambda one: -one.count)
    assert [(fix.before, fix.after) for fix in other.fixes] == [
        ("HTA201_1_B1, HTA201_1_B02", "HTA201_1_B1, HTA201_1_B2")
    ]
    assert [(fix.before, fix.after, fix.count) for fix in group.fixes] == [
        ("HTA201_01", "HTA201_1", 2),
        ("HTA201_2010", "HTA201_2001", 1),
    ]
    # The card of a cell offers the same, and nothing for a row that waits for nobody.
    offers = [answer_meant(wrangler, workspace, {"row": row})["fixes"] for row in (1, 3, 4, 99)]
    assert offers == [[[PARENT, "HTA201_01", "HTA201_1"]], [[PARENT, "HTA201_2010", "HTA201_2001"]], [], []]
    done = answer_fix(wrangler, workspace, {"key": group.key, "group": "all"})
    assert done["left"] == 0
    now = [row[1] for row in shown(workspace)]
    assert now == ["HTA201_1", "HTA201_1", "HTA201_2001", "HTA201_78", "HTA201_1_B1, HTA201_1_B02"]
    assert ["links.missing_parent" in one for one in codes(workspace)] == [False, False, False, True, True]


def test_an_item_of_a_list_alone_is_exchanged(wrangler: Actor, project: Node) -> None:
    rows = [("HTA201_1_B1", "HTA201_1"), ("HTA201_1_B2", "HTA201_1"), ("HTA201_1_B3", "HTA201_1_B1, HTA201_1_B02")]
    workspace = _specimens(wrangler, project, *rows)
    [problem] = [one for one in problems_of(workspace, wrangler) if one.finding.code == "links.missing_parent"]
    assert [(fix.before, fix.after) for fix in problem.fixes] == [
        ("HTA201_1_B1, HTA201_1_B02", "HTA201_1_B1, HTA201_1_B2")
    ]
    assert not problems_of(workspace)[0].fixes


def test_what_two_could_have_been_meant_by_or_nobody_may_read_is_not_offered(wrangler: Actor, project: Node) -> None:
    workspace = _specimens(wrangler, project, ("HTA201_1_B1", "HTA201_2005"), ("HTA201_1_B2", "HTA201_2003"))
    texts = {"HTA201_2002", "HTA201_2014", "HTA201_1", "no identifier", "HTA201_01"}
    assert meant(wrangler, workspace, texts) == {"HTA201_01": "HTA201_1", "HTA201_2014": "HTA201_2004"}
    assert meant(make_person("stranger"), workspace, texts) == {}
