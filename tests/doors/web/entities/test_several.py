"""The form that annotates several files: one value for all, differences kept, all or none, two people at once."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.accounts import make_user
from tests.factories.entities import change
from tests.factories.places import GOOD, Place, text
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db
Show = Callable[[str], str]
PATH = "/entities/annotate"


def _path(*nodes: Node) -> str:
    return f"{PATH}?ids={','.join(node.public_id for node in nodes)}"


def _began(page: str) -> dict[str, str]:
    values = {}
    for name in ("ids", "before"):
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found is not None, name
        values[name] = html.unescape(found[1])
    return values


def _values(node: Node) -> dict[str, list[str]]:
    current = get_node(node.id).current
    assert current is not None
    return {name: value["value"] for name, value in current.annotations.items()}


def test_one_value_for_all_keeps_what_differs(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a", NOTE="n1", LAYOUT="odd"), place.add("b", NOTE="n2", LAYOUT="odd")
    page = show(_path(one, two))
    assert "keep the" not in page
    assert "2 different values are kept" in page
    sent = {"a.LAYOUT": "Paired-end", "a.NOTE": "", "e.ID." + one.public_id: "HTA201_1", "a.DEPTH": ""}
    answer = anna.post(PATH, _began(page) | sent, follow=True).content.decode()
    assert _values(one) == {"NOTE": ["n1"], "LAYOUT": ["Paired-end"], "ID": ["HTA201_1"]}
    assert _values(two) == {"NOTE": ["n2"], "LAYOUT": ["Paired-end"]}
    assert "1 of 2 files have something to mend" in answer
    assert "ID is missing" in answer
    assert "(in b)" in answer


def test_value_can_be_taken_away_from_all(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a", NOTE="n1", DEPTH="x"), place.add("b", NOTE="n2", DEPTH="x")
    page = show(_path(one, two))
    anna.post(PATH, _began(page) | {"clear.NOTE": "1", "a.NOTE": "", "a.DEPTH": ""})
    assert _values(one) == _values(two) == {}


def test_each_file_goes_before_all(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a"), place.add("b")
    page = show(_path(one, two))
    anna.post(PATH, _began(page) | {"a.ID": "HTA201_1", f"e.ID.{two.public_id}": "HTA201_2", "a.LAYOUT": "Single-end"})
    assert _values(one) == {"ID": ["HTA201_1"], "LAYOUT": ["Single-end"]}
    assert _values(two) == {"ID": ["HTA201_2"], "LAYOUT": ["Single-end"]}


def test_known_values_are_filled_in_for_each(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a.bam"), place.add("b.fastq.gz")
    page = show(_path(one, two))
    assert f'name="e.FILENAME.{one.public_id}" type="text" value="Level_1/a.bam"' in page
    assert f'name="e.FILE_FORMAT.{two.public_id}" type="text" value="fastq.gz"' in page
    filled = {f"e.FILENAME.{one.public_id}": "Level_1/a.bam", f"e.FILE_FORMAT.{two.public_id}": "fastq.gz"}
    anna.post(PATH, _began(page) | filled)
    assert _values(one) == {"FILENAME": ["Level_1/a.bam"]}
    assert _values(two) == {"FILE_FORMAT": ["fastq.gz"]}


def test_nothing_changed_writes_nothing(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a", **GOOD), place.add("b", **GOOD)
    etags = {get_node(one.id).etag, get_node(two.id).etag}
    page = show(_path(one, two))
    answer = anna.post(PATH, _began(page) | {"a.LAYOUT": "Paired-end", "a.ID": "HTA201_1"}, follow=True)
    assert "Saved: all valid." in answer.content.decode()
    assert {get_node(one.id).etag, get_node(two.id).etag} == etags


def test_refused_value_changes_no_file(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a"), place.add("b")
    page = show(_path(one, two))
    answer = anna.post(PATH, _began(page) | {"a.NOTE": "kept", "new.0.name": "no good", "new.0.value": "x"})
    assert answer.status_code == 400
    assert 'value="kept"' in answer.content.decode()
    assert not Version.objects.exclude(annotations={}).exists()


def test_two_people_at_once_are_both_shown(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a", NOTE="old"), place.add("b", NOTE="old")
    page = show(_path(one, two))
    change(place.administrator, one, annotations=text(NOTE="theirs"))
    sent = {"a.NOTE": "mine", "a.LAYOUT": "Paired-end"}
    answer = anna.post(PATH, _began(page) | sent)
    conflict = answer.content.decode()
    assert answer.status_code == 412
    assert "1 of these files changed since you opened them, by Admin Tester." in conflict
    assert f'value="NOTE.{one.public_id}"' in conflict
    assert f'value="NOTE.{two.public_id}"' not in conflict
    assert 'value="mine"' in conflict
    assert _values(two) == {"NOTE": ["old"]}
    anna.post(PATH, _began(conflict) | sent | {"keep": f"NOTE.{one.public_id}"})
    assert _values(one) == {"NOTE": ["theirs"], "LAYOUT": ["Paired-end"]}
    assert _values(two) == {"NOTE": ["mine"], "LAYOUT": ["Paired-end"]}


def test_files_of_different_components_are_parted(anna: Client, place: Place, show: Show) -> None:
    one, two = place.add("a"), place.add_to(place.ingest, "b")
    page = show(_path(one, two))
    assert "These files have different components" in page
    assert f"{PATH}?ids={one.public_id}" in page


def test_one_file_has_its_own_form(anna: Client, place: Place) -> None:
    file = place.add("a")
    assert anna.get(_path(file)).headers["Location"] == place.path(file, "annotate")


def test_files_that_may_not_be_changed_are_not_there(client: Client, place: Place) -> None:
    one, two = place.add("a"), place.add("b")
    ben = make_user("ben")
    place.share(place.folder, actor_of(ben), Permission.READ)
    client.force_login(ben, backend=BACKEND)
    assert client.get(_path(one, two)).status_code == 404


@pytest.mark.parametrize("ids", ["", "nonsense", ",".join(f"syn{n}" for n in range(201))])
def test_ids_that_cannot_be_read_are_refused(anna: Client, place: Place, ids: str) -> None:
    assert anna.get(PATH, {"ids": ids}).status_code == 400


@pytest.mark.parametrize("before", ["", "{}", '{"etags": 1, "shared": [], "apart": 3}'])
def test_nonsense_in_hidden_fields_is_no_defect(anna: Client, place: Place, before: str) -> None:
    one, two = place.add("a"), place.add("b")
    ids = f"{one.public_id},{two.public_id}"
    assert anna.post(PATH, {"ids": ids, "before": before, "a.NOTE": "x"}).status_code == 412


def test_queries_do_not_grow_with_files(anna: Client, place: Place) -> None:
    nodes = [place.add(name, **GOOD) for name in "abcd"]
    counts = []
    for chosen in (nodes[:2], nodes):
        anna.get(_path(*chosen))
        with CaptureQueriesContext(connection) as captured:
            anna.get(_path(*chosen))
        counts.append(len(captured))
    assert counts[0] == counts[1]
