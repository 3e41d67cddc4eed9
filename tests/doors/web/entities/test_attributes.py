"""From schemas to fields, and from what is typed to what is stored. Pure."""

import pytest

from tests.factories.places import PROPERTIES, SCHEMA
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.doors.web.pages.entities.annotate import attributes, fills, values
from theatrum.doors.web.pages.entities.annotate.attributes import Attribute, Control
from theatrum.doors.web.pages.entities.annotate.typing_in import annotation, changed, tidy
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.entities.models import Kind, Node


def _attribute(**declared: JsonValue) -> Attribute:
    return attributes.of(compile_schema({"type": "object", "properties": {"X": {**declared}}}))[0]


@pytest.mark.parametrize(
    ("declared", "control", "kind"),
    [
        ({}, Control.TEXT, "string"),
        ({"type": "integer"}, Control.WHOLE, "integer"),
        ({"type": ["number", "null"]}, Control.NUMBER, "number"),
        ({"type": ["integer", "number"]}, Control.NUMBER, "number"),
        ({"type": "boolean"}, Control.TRUTH, "boolean"),
        ({"enum": ["a", None]}, Control.CHOICE, "string"),
        ({"enum": [1, 2]}, Control.CHOICE, "integer"),
        ({"anyOf": [{"const": "a"}, {"enum": ["b"]}]}, Control.CHOICE, "string"),
        ({"enum": [str(n) for n in range(61)]}, Control.SEARCH, "string"),
        ({"type": "array"}, Control.LINES, "string"),
        ({"type": "array", "items": {"type": "integer"}}, Control.LINES, "integer"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, Control.BOXES, "string"),
        ({"type": "array", "items": {"enum": [str(n) for n in range(13)]}}, Control.LINES, "string"),
        ({"$ref": "#/properties/X/definitions/y", "definitions": {"y": {"type": "boolean"}}}, Control.TRUTH, "boolean"),
    ],
)
def test_control_fits_what_is_declared(declared: dict[str, JsonValue], control: Control, kind: str) -> None:
    attribute = _attribute(**declared)
    assert (attribute.control, attribute.type) == (control, kind)


def test_reference_in_a_circle_ends() -> None:
    assert _attribute(**{"$ref": "#/properties/X"}).control is Control.TEXT


def test_required_attributes_come_first_and_standard_fields_not_at_all() -> None:
    schema = {**SCHEMA, "properties": {**PROPERTIES, "name": {}, "etag": {}}}
    names = [one.name for one in attributes.of(compile_schema(schema))]
    assert names[:3] == ["LAYOUT", "ID", "NOTE"]
    assert not {"name", "etag"} & set(names)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("integer", "12", "LONG"),
        ("integer", "1.0", "STRING"),
        ("integer", "9" * 19, "STRING"),
        ("integer", "\N{FULLWIDTH DIGIT ONE}", "STRING"),
        ("number", "1e3", "DOUBLE"),
        ("number", "inf", "STRING"),
        ("number", "1_0", "STRING"),
        ("boolean", "True", "BOOLEAN"),
        ("boolean", "yes", "STRING"),
        ("string", "12", "STRING"),
    ],
)
def test_typed_text_gets_the_type_it_fits(kind: str, typed: str, stored: str) -> None:
    assert annotation(_attribute(type=kind), (typed,), None) == {"type": stored, "value": [typed]}


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [("LONG", "7", "LONG"), ("LONG", "x", "STRING"), ("ENTITYID", "syn7", "ENTITYID"), ("ENTITYID", "7", "STRING")],
)
def test_what_no_component_knows_keeps_its_type_while_it_fits(before: str, typed: str, after: str) -> None:
    assert annotation(None, (typed,), {"type": before, "value": ["1"]})["type"] == after


def test_unchanged_values_stay_exactly_as_stored() -> None:
    stored = {"X": {"type": "LONG", "value": [" 7"]}, "Y": {"type": "STRING", "value": ["a"]}}
    assert changed(stored, {"X": ("7",), "Y": ()}, {}) == {"X": stored["X"]}


def test_lines_are_values_of_a_list_only() -> None:
    assert tidy(["a\r\nb\r\n"], is_list=True) == ("a", "b")
    assert tidy(["a\r\nb"], is_list=False) == ("a\nb",)
    assert tidy(["", " "], is_list=False) == ()


def test_search_puts_beginnings_first() -> None:
    listed = ["lower lip", "Lip", "lip, upper", "nose"]
    assert list(values.matching(listed, "LIP")) == ["Lip", "lip, upper", "lower lip"]
    assert list(values.matching(listed, "lip upper")) == ["lip, upper"]
    assert list(values.matching(listed, " ")) == listed


def _path(*names: str) -> list[Node]:
    return [Node(id=4489, name="root"), *(Node(id=n, name=name, kind=Kind.FILE) for n, name in enumerate(names, 1))]


@pytest.mark.parametrize(
    ("names", "filled"),
    [
        (("P", "v8_ingest", "scRNA_seq", "Level_1", "x.fastq"), ("scRNA_seq/Level_1/x.fastq", "fastq")),
        (("P", "v8_staging", "WES", "x.fastq.gz"), ("WES/x.fastq.gz", "fastq.gz")),
        (("P", "other", "x.tar.bz2"), ("other/x.tar.bz2", "tar.bz2")),
        (("P", "v8_ingest", "x.v2.bam"), ("x.v2.bam", "bam")),
        (("P", "x"), ("x", None)),
    ],
)
def test_profile_says_what_is_filled_in(names: tuple[str, ...], filled: tuple[str, str | None]) -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    schema = {"type": "object", "properties": {"FILENAME": {}, "FILE_FORMAT": {}, "NOTE": {}}}
    found = fills.known(profile, attributes.of(compile_schema(schema)), _path(*names))  # type: ignore[arg-type]  # JSON
    assert (found.get("FILENAME"), found.get("FILE_FORMAT"), len(found)) == (*filled, 1 + (filled[1] is not None))


@pytest.mark.parametrize(
    ("name", "expected"), [("x.fastq.gz", "fastq.gz"), ("x.V2.GZ", "gz"), ("x.bam", "BAM"), ("x.txt", None)]
)
def test_only_permissible_formats_are_filled_in(name: str, expected: str | None) -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    schema = {"type": "object", "properties": {"FILE_FORMAT": {"enum": ["gz", "fastq.gz", "BAM"]}}}
    found = fills.known(profile, attributes.of(compile_schema(schema)), _path("P", name))  # type: ignore[arg-type]  # JSON
    assert found.get("FILE_FORMAT") == expected
