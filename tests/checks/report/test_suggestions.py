"""What is offered in place of a value that does not do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.findings import Finding
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.choices import SHOWN, Choices
from theatrum.checks.report.context import Context
from theatrum.checks.report.dates import is_date
from theatrum.checks.report.folding import digits, fold, squeeze
from theatrum.checks.report.wording import word, word_value
from theatrum.kernel.jsontext import JsonObject, JsonValue

SITES = Vocabulary("sites", (("UBERON:0002048", "lung"), ("UBERON:0000310", "breast"), ("UBERON:0002168", "left lung")))
ICD = Vocabulary("icd", (("C34.1", "Upper lobe"), ("C34.2", "Middle lobe"), ("C50", "Breast")))


def _finding(declared: JsonValue, value: JsonValue, name: str = "A", vocabulary: Vocabulary | None = None) -> Finding:
    schema = compile_schema({"properties": {name: declared}})
    context = Context("C", {name: vocabulary} if vocabulary else {})
    violations = schema.judge({name: value})
    (finding,) = word(schema, violations, context=context)
    assert [finding] == [told for one in violations for told in word_value(schema, one, context)]
    return finding


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Lung", ("UBERON:0002048",)),
        ("LEFT_LUNG", ("UBERON:0002168",)),
        ("UBERON_0002048", ("UBERON:0002048",)),
        ("uberon 2048", ("UBERON:0002048",)),
        ("Lung (UBERON:0002048)", ("UBERON:0002048",)),
        ("UBERON:0002048 - lung", ("UBERON:0002048",)),
        ("UBERON:0002048|Lung", ("UBERON:0002048",)),
        ("UBERON:0002049", ()),
        ("liver", ()),
    ],
)
def test_label_leads_to_its_code(written: str, meant: tuple[str, ...]) -> None:
    assert Choices(SITES.codes, SITES).nearest(written) == meant


@pytest.mark.parametrize(("written", "meant"), [("C341", ("C34.1",)), ("c34-1", ("C34.1",)), ("C343", ()), ("C5", ())])
def test_code_with_other_punctuation(written: str, meant: tuple[str, ...]) -> None:
    assert Choices([*ICD.codes, *(f"X{number}" for number in range(2000))], ICD).nearest(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20 Degrees C", ()),
        ("\u221220 degrees c", ("-20 Degrees C",)),
        ("-20C", ()),
        ("breast,nos", ("Breast NOS",)),
        ("Tisue", ("Tissue",)),
        ("Not Rep", ("Not Reported",)),
        ("NR", ("Not Reported",)),
        ("Reported Not", ("Not Reported",)),
        ("Jane Roe", ()),
    ],
)
def test_value_of_a_short_list(written: str, meant: tuple[str, ...]) -> None:
    assert Choices(["-20 Degrees C", "4 Degrees C", "Breast NOS", "Tissue", "Not Reported"]).nearest(written) == meant


def test_label_is_told_beside_the_code() -> None:
    finding = _finding({"type": "string", "enum": list(SITES.codes)}, "Lung", vocabulary=SITES)
    assert finding.fix == 'Did you mean "UBERON:0002048" (lung)?'
    assert finding.suggestions == ("UBERON:0002048",)
    assert finding.component == "C"


@pytest.mark.parametrize(
    ("declared", "written", "name", "meant"),
    [
        ({"type": "integer"}, "1,234", "A", ("1234",)),
        ({"type": "number"}, "1,234", "A", ("1234", "1.234")),
        ({"type": "number"}, "1.234,5", "A", ("1234.5",)),
        ({"type": "number"}, "12,5", "A", ("12.5",)),
        ({"type": "integer"}, "12,5", "A", ()),
        ({"type": "integer"}, "1 234", "A", ("1234",)),
        ({"type": "integer"}, "007", "A", ("7",)),
        ({"type": "integer"}, "+5", "A", ("5",)),
        ({"type": "integer", "minimum": 10}, "+5", "A", ()),
        ({"type": "integer"}, "12 days", "AGE_IN_DAYS", ("12",)),
        ({"type": "integer"}, "12 years", "AGE_IN_DAYS", ()),
        ({"type": "integer"}, "12 mm", "SIZE", ()),
        ({"type": "number"}, "85%", "PERCENT_TUMOR", ("85",)),
        ({"type": "number"}, "85%", "FRACTION", ()),
        ({"type": "number"}, ">89", "A", ()),
        ({"type": "boolean"}, "Y", "A", ("true",)),
        ({"type": "boolean"}, "0", "A", ("false",)),
        ({"type": "boolean"}, 1, "A", ("true",)),
        ({"type": "boolean"}, 2, "A", ()),
    ],
)
def test_number_or_boolean_written_otherwise(
    declared: JsonValue, written: JsonValue, name: str, meant: tuple[str, ...]
) -> None:
    assert _finding(declared, written, name).suggestions == meant


@pytest.mark.requirement("R68")
@pytest.mark.parametrize(
    "text", ["2019-03-04", "4/3/2019", "04.03.19", "4-Mar-2019", "March 4, 2019", "2019-03-04T10:00:00Z", "2019-03"]
)
def test_calendar_date_is_not_converted_and_not_shown(text: str) -> None:
    finding = _finding({"type": "integer"}, text, "AGE_IN_DAYS_AT_DIAGNOSIS")
    assert finding.message == "AGE_IN_DAYS_AT_DIAGNOSIS counts days since birth; a calendar date stands there."
    assert finding.fix is not None
    assert "dates must not be sent" in finding.fix
    assert (finding.code, finding.value, finding.value_class) == ("schema.type", None, "calendar date")


@pytest.mark.parametrize("text", ["12-3", "1.5.2", "1234", "12/13", "may", "a 2019-03-04", "2019"])
def test_other_texts_are_no_dates(text: str) -> None:
    assert not is_date(text)


def test_several_values_where_one_belongs() -> None:
    for written in ("Blood; Tissue", "blood|Tissue", "Blood\nTissue", "Blood, Tissue"):
        finding = _finding({"enum": ["Blood", "Tissue"]}, written)
        assert finding.message == "A takes one value; several stand there."
        assert finding.fix == 'Keep one of them: "Blood" or "Tissue".'
        assert finding.suggestions == ("Blood", "Tissue")


def test_list_where_one_value_belongs() -> None:
    finding = _finding({"type": "string", "enum": ["Blood", "Tissue"]}, ["Blood", "Tissue"])
    assert (finding.code, finding.suggestions) == ("schema.type", ("Blood", "Tissue"))


@pytest.mark.requirement("R66")
def test_list_with_other_separators() -> None:
    finding = _finding({"items": {"enum": ["EDTA", "OCT", "a, b"]}}, ["EDTA|a, b|oct"])
    assert finding.suggestions == ('EDTA, "a, b", OCT',)
    finding = _finding({"items": {"enum": ["EDTA", "OCT"]}}, ["edta|OCT"])
    assert finding.suggestions == ("EDTA, OCT",)
    assert finding.fix == 'Write them with commas: "EDTA, OCT".'


def test_choices_of_a_condition_are_listed_like_any_other() -> None:
    finding = _finding({"anyOf": [{"const": "Blood"}, {"const": "Tissue"}]}, "blood")
    assert finding.message == 'A must be one of "Blood", "Tissue".'
    assert finding.fix == 'Did you mean "Blood"?'


def test_forbidden_attribute_is_named() -> None:
    schema = compile_schema(
        {
            "if": {"properties": {"KIND": {"const": "x"}}, "required": ["KIND"]},
            "then": {"not": {"anyOf": [{"required": ["A"]}, {"required": ["B"]}]}},
        }
    )
    record: JsonObject = {"KIND": "x", "B": 1}
    (finding,) = word(schema, schema.judge(record))
    assert (finding.column, finding.message) == ("B", 'B must be left empty, because KIND is "x".')


def test_advice_lists_what_a_message_does_not() -> None:
    values = [f"v{letter}" for letter in "abcdefghijklmnopqrs"]
    finding = _finding({"enum": list(values)}, "something else")
    assert finding.message == "A must be one of 19 permissible values."
    assert finding.fix is not None
    assert '"vs"' in finding.fix


@given(st.text(max_size=60))
def test_only_permissible_values_are_offered_and_digits_agree(written: str) -> None:
    allowed = [*SITES.codes, "-20 Degrees C", "20 Degrees C", "Breast, NOS", "Not Reported", "Type 2", "\n", ""]
    found = Choices(allowed, SITES).nearest(written)
    assert set(found) <= set(allowed)
    assert len(found) <= SHOWN
    by_name = {code for code, name in SITES.entries if fold(name) in fold(written)}
    assert all(digits(value) == digits(written) or squeeze(value) == squeeze(written) or by_name for value in found)


@given(st.sampled_from(SITES.codes), st.sampled_from([" ", "_", "-", ".", ""]), st.booleans())
def test_any_spelling_of_a_code_leads_to_it(code: str, separator: str, is_lower: bool) -> None:  # noqa: FBT001  # made by hypothesis
    written = code.replace(":", separator)
    assert Choices(SITES.codes).nearest(written.lower() if is_lower else written) == (code,)
