"""The form that annotates one file: saving, verdicts, types, what is filled in, and two people at once."""

import html
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.entities import change, make_entity, make_handle
from tests.factories.places import CODES, GOOD, Place, text
from theatrum.repository.entities.models import Kind, Node, Validation
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db
Show = Callable[[str], str]


def _stored(node: Node) -> dict[str, dict[str, object]]:
    current = get_node(node.id).current
    assert current is not None
    return dict(current.annotations)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def _begin(show: Show, path: str) -> dict[str, str]:
    page = show(path)
    return {"etag": _hidden(page, "etag"), "before": _hidden(page, "before")}


def _field(page: str, name: str) -> str:
    """Return the part of a page that is about one attribute."""
    start = page.index(f'id="field-{name}"')
    end = page.find('id="field-', start + 10)
    return page[start : end if end > 0 else None]


def test_form_asks_for_required_attributes_first(anna: Client, place: Place, show: Show) -> None:
    page = show(place.path(place.add("a"), "annotate"))
    assert page.index("Required") < page.index("a.LAYOUT") < page.index("a.ID") < page.index("Optional")
    assert page.index("Optional") < page.index("a.NOTE")
    assert "<option" in _field(page, "LAYOUT")
    assert 'inputmode="numeric"' in _field(page, "LANES")
    assert 'inputmode="decimal"' in _field(page, "DEPTH")
    assert ">false<" in _field(page, "FROZEN")
    assert "<textarea" in _field(page, "TAGS")
    assert _field(page, "KITS").count('type="checkbox"') == 3
    assert "such as HTA201_1" in _field(page, "ID")
    assert "field__error" not in page


def test_long_lists_are_searched_and_not_sent(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a")
    page = show(place.path(file, "annotate"))
    assert CODES[0] not in page
    assert 'data-search="SITE"' in page
    found = anna.get(place.path(file, "values"), {"attribute": "SITE", "q": "c0001", "format": "json"}).json()
    assert found == {"values": [f"C0001{n}" for n in range(10)], "hasMore": False, "total": 20_000}
    many = anna.get(place.path(file, "values"), {"attribute": "SITE", "q": "", "format": "json"}).json()
    assert len(many["values"]) == 50
    assert many["hasMore"]
    assert "C00017" in show(place.path(file, "values") + "?attribute=SITE&q=17")
    assert "No value fits" in show(place.path(file, "values") + "?attribute=SITE&q=zzz")
    assert anna.get(place.path(file, "values"), {"attribute": "NOTE"}).status_code == 400


def test_errors_stand_beside_their_fields_until_corrected(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a"), "annotate")
    answer = anna.post(path, _begin(show, path) | {"a.LAYOUT": "Paired-end", "a.ID": "wrong"})
    assert answer.headers["Location"] == path
    page = show(path)
    assert "Saved. 1 thing to mend" in page
    assert "ID is not written in the form" in _field(page, "ID")
    assert 'aria-invalid="true"' in _field(page, "ID")
    assert "field__error" not in _field(page, "LAYOUT")
    done = anna.post(path, _begin(show, path) | {"a.LAYOUT": "Paired-end", "a.ID": "HTA201_1"}, follow=True)
    assert "Saved, and valid." in done.content.decode()
    assert Validation.objects.get(node=file).verdict == "valid"


def test_values_are_stored_in_the_types_that_are_asked_for(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a"), "annotate")
    sent = {
        "a.LANES": "4",
        "a.DEPTH": "1.5",
        "a.FROZEN": "true",
        "a.TAGS": "one\r\n two \r\n\r\n",
        "a.KITS": ["", "A", "C"],
        "a.NOTE": "  kept  ",
        "new.0.name": "own.key",
        "new.0.value": "own",
    }
    anna.post(path, _begin(show, path) | sent)
    assert _stored(file) == {
        "LANES": {"type": "LONG", "value": ["4"]},
        "DEPTH": {"type": "DOUBLE", "value": ["1.5"]},
        "FROZEN": {"type": "BOOLEAN", "value": ["true"]},
        "TAGS": {"type": "STRING", "value": ["one", "two"]},
        "KITS": {"type": "STRING", "value": ["A", "C"]},
        "NOTE": {"type": "STRING", "value": ["kept"]},
        "own.key": {"type": "STRING", "value": ["own"]},
    }


def test_what_cannot_be_read_in_its_type_is_kept_and_explained(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a"), "annotate")
    anna.post(path, _begin(show, path) | {"a.LANES": "four", "a.LAYOUT": "pair"})
    assert _stored(file)["LANES"] == {"type": "STRING", "value": ["four"]}
    page = show(path)
    assert 'value="four"' in _field(page, "LANES")
    assert "must be a whole number" in _field(page, "LANES")
    assert "pair (not permissible)" in _field(page, "LAYOUT")


def test_emptied_fields_take_annotations_away_and_others_stay(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", NOTE="n", ODD="o", **GOOD)
    when = {"type": "TIMESTAMP_MS", "value": ["1700000000000"]}
    change(place.owner, file, annotations=_stored(file) | {"WHEN": when})
    path = place.path(file, "annotate")
    sent = {"a.NOTE": "", "a.ODD": "o", "a.WHEN": "1700000000000", "a.LAYOUT": "Paired-end", "a.ID": "HTA201_1"}
    assert "Not in the model" in show(path)
    anna.post(path, _begin(show, path) | sent)
    assert _stored(file) == text(ODD="o", **GOOD) | {"WHEN": when}


def test_refused_annotations_lose_nothing(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a"), "annotate")
    sent = {"a.NOTE": "precious", "new.1.name": "bad name!", "new.1.value": "v"}
    answer = anna.post(path, _begin(show, path) | sent)
    assert answer.status_code == 400
    assert "Invalid annotation name" in answer.content.decode()
    assert 'value="precious"' in answer.content.decode()
    assert _stored(file) == {}


def test_known_values_are_filled_in(anna: Client, place: Place, show: Show) -> None:
    inner = make_entity(place.owner, Kind.FOLDER, "Batch", parent=place.folder)
    page = show(place.path(place.add_to(inner, "x.v2.fastq.gz"), "annotate"))
    assert 'value="Level_1/Batch/x.v2.fastq.gz"' in page
    assert 'value="fastq.gz"' in page
    assert "Filled in from the file" in page
    written = show(place.path(place.add("y.bam", FILENAME="own/y.bam"), "annotate"))
    assert 'value="own/y.bam"' in written
    assert 'value="bam"' in written


def test_file_without_component_takes_any_annotation(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add_to(place.ingest, "a"), "annotate")
    assert "No component describes" in show(path)
    answer = anna.post(path, _begin(show, path) | {"new.0.name": "k", "new.0.value": "v"})
    assert answer.headers["Location"] == place.path(file)
    assert _stored(file) == text(k="v")


def test_record_set_is_annotated_without_the_component_of_its_rows(anna: Client, place: Place, show: Show) -> None:
    records = make_entity(
        place.owner, Kind.RECORD_SET, "rows", parent=place.folder, handle=make_handle(place.owner, name="r.csv")
    )
    path = place.path(records, "annotate")
    assert "a.LAYOUT" not in show(path)
    answer = anna.post(path, _begin(show, path) | {"new.0.name": "k", "new.0.value": "v"})
    assert answer.headers["Location"] == place.path(records)


def test_two_people_who_wrote_different_values_are_both_shown(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a", NOTE="old", **GOOD), "annotate")
    began = _begin(show, path)
    change(place.administrator, file, annotations=text(NOTE="theirs", FILE_FORMAT="bam", **GOOD))
    mine = {"a.NOTE": "mine", "a.DEPTH": "2", "a.LAYOUT": "Paired-end", "a.ID": "HTA201_1", "a.FILE_FORMAT": ""}
    answer = anna.post(path, began | mine)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Admin Tester has saved other annotations" in page
    assert 'value="mine"' in _field(page, "NOTE")
    assert 'Use theirs: <q class="value">theirs' in _field(page, "NOTE")
    assert 'value="2"' in _field(page, "DEPTH")
    assert 'value="bam"' in _field(page, "FILE_FORMAT")
    assert "pick.FILE_FORMAT" not in page
    assert _stored(file)["NOTE"] == {"type": "STRING", "value": ["theirs"]}

    again = {"etag": _hidden(page, "etag"), "before": _hidden(page, "before")} | mine | {"a.FILE_FORMAT": "bam"}
    anna.post(path, again | {"pick.NOTE": "theirs"})
    assert _stored(file) == text(NOTE="theirs", FILE_FORMAT="bam", **GOOD) | {
        "DEPTH": {"type": "DOUBLE", "value": ["2"]}
    }


def test_conflict_can_be_settled_for_mine(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a", NOTE="old"), "annotate")
    began = _begin(show, path)
    change(place.administrator, file, annotations=text(NOTE="theirs"))
    page = anna.post(path, began | {"a.NOTE": "mine"}).content.decode()
    settled = {"etag": _hidden(page, "etag"), "before": _hidden(page, "before"), "a.NOTE": "mine", "pick.NOTE": "mine"}
    anna.post(path, settled)
    assert _stored(file) == text(NOTE="mine")


def test_different_attributes_need_no_choice(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a", NOTE="old"), "annotate")
    began = _begin(show, path)
    change(place.administrator, file, annotations=text(NOTE="theirs"))
    page = anna.post(path, began | {"a.NOTE": "old", "a.LAYOUT": "Paired-end"}).content.decode()
    assert "You changed different attributes" in page
    assert "Two people wrote" not in page
    assert 'value="theirs"' in _field(page, "NOTE")


def test_saving_without_a_change_writes_nothing(anna: Client, place: Place, show: Show) -> None:
    path = place.path(file := place.add("a", **GOOD), "annotate")
    etag = get_node(file.id).etag
    anna.post(path, _begin(show, path) | {"a.LAYOUT": "Paired-end", "a.ID": "HTA201_1", "a.NOTE": ""})
    assert get_node(file.id).etag == etag


def test_nonsense_in_hidden_fields_is_no_defect(anna: Client, place: Place) -> None:
    path = place.path(place.add("a", NOTE="old"), "annotate")
    for before in ("", "[", "[]", '{"NOTE": 1}'):
        assert anna.post(path, {"etag": "x", "before": before, "a.NOTE": "n"}).status_code == 412


def test_suggestion_is_taken_by_one_click(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", LAYOUT="paired-end", ID="HTA201_1")
    etag = get_node(file.id).etag
    sent = {"etag": etag, "attribute": "LAYOUT", "found": "paired-end", "value": "Paired-end"}
    answer = anna.post(place.path(file, "fix"), sent, follow=True).content.decode()
    assert "LAYOUT is now Paired-end. Nothing is left to mend." in answer
    assert _stored(file) == text(**GOOD)


def test_suggestion_for_what_has_changed_is_not_taken(anna: Client, place: Place) -> None:
    file = place.add("a", LAYOUT="paired-end")
    etag = get_node(file.id).etag
    change(place.owner, file, annotations=text(LAYOUT="Single-end"))
    sent = {"etag": etag, "attribute": "LAYOUT", "found": "paired-end", "value": "Paired-end"}
    assert "Nothing was changed" in anna.post(place.path(file, "fix"), sent, follow=True).content.decode()
    assert _stored(file) == text(LAYOUT="Single-end")


def test_suggestion_changes_one_item_of_a_list(anna: Client, place: Place) -> None:
    file = place.add("a")
    listed = {"KITS": {"type": "STRING", "value": ["A", "b"]}}
    change(place.owner, file, annotations=listed | text(**GOOD))
    findings = Validation.objects.get(node=file).findings
    offered = next(finding for finding in findings if finding["column"] == "KITS")
    sent = {"etag": get_node(file.id).etag, "attribute": "KITS", "found": offered["value"], "value": "B"}
    anna.post(place.path(file, "fix"), sent)
    assert _stored(file)["KITS"] == {"type": "STRING", "value": ["A", "B"]}


def test_name_is_mended_by_one_click(anna: Client, place: Place) -> None:
    file = place.add("a", layout="Paired-end", ID="HTA201_1")
    sent = {"etag": get_node(file.id).etag, "attribute": "layout", "value": "LAYOUT", "renames": "1"}
    anna.post(place.path(file, "fix"), sent)
    assert _stored(file) == text(**GOOD)
    again = {**sent, "etag": get_node(file.id).etag, "attribute": "none"}
    assert anna.post(place.path(file, "fix"), again).status_code == 302
    assert _stored(file) == text(**GOOD)


def test_base_of_the_form_is_what_is_stored(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", NOTE='say "x" & <b>', **GOOD)
    began = _begin(show, place.path(file, "annotate"))
    assert json.loads(began["before"]) == {"NOTE": ['say "x" & <b>'], "LAYOUT": ["Paired-end"], "ID": ["HTA201_1"]}


def test_names_that_differ_in_case_only_have_fields_of_their_own(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", layout="x", **{"own.note": "y"}, **GOOD)
    page = show(place.path(file, "annotate"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"in-layout", "in-LAYOUT", "in-own-46-note"} <= set(ids)


def test_values_of_others_are_shown_as_text(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", NOTE="<script>alert(1)</script>", LAYOUT='"><img>')
    for step in ((), ("annotate",), ("history",)):
        page = show(place.path(file, *step))
        assert "<script>alert" not in page
        assert "<img>" not in page
