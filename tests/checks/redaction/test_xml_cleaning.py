"""XML without what must not be in it: all other signs stay as they are."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.classes import Kind
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.fields import is_blank
from theatrum.checks.redaction.wishes import Span
from theatrum.checks.redaction.xml_cleaning import Rules, clean_xml


def find(text: str, _name: str) -> tuple[Span, ...]:
    """Find a secret word."""
    return tuple(Span(Kind.CODE, found.start(), 6) for found in re.finditer("secret", text))


def clean(text: str, **rules: object) -> str:
    return clean_xml(text, place="here", rules=Rules(find, **rules)).result()  # type: ignore[arg-type]  # rules by name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<a><b x='1'/>text</a>", "<a><b x='1'/>text</a>"),
        ("<a><Date>1 May</Date>x</a>", "<a><Date></Date>x</a>"),
        ('<a Date="1 May" b="2"/>', '<a b="2"/>'),
        ("<a\n  Operator = 'Jane'\n  b='2'>x</a>", "<a\n  b='2'>x</a>"),
        ('<a Date="" b="2"/>', '<a Date="" b="2"/>'),
        ('<a b="a secret here"/>', '<a b="a        here"/>'),
        ("<a>a secret here</a>", "<a>a        here</a>"),
        ("<a><![CDATA[a secret <b>]]></a>", "<a><![CDATA[a        <b>]]></a>"),
        ("<a><!-- secret -->x</a>", "<a><!--        -->x</a>"),
        ("<a>s&#101;cret &amp; more</a>", "<a></a>"),
        ("<a b='s&#101;cret'/>", "<a b=''/>"),
        ("<a>fish &amp; chips</a>", "<a>fish &amp; chips</a>"),
        ("<a><M K='User'>Jane</M><M K='Gain'>2</M></a>", "<a><M K='User'></M><M K='Gain'>2</M></a>"),
        ("<a><Key>Date</Key><Value>1 May</Value></a>", "<a><Key>Date</Key><Value></Value></a>"),
        ("<a><Key>Gain</Key><Value>2</Value></a>", "<a><Key>Gain</Key><Value>2</Value></a>"),
        ("<a><creator><Seq><li>Jane</li></Seq></creator></a>", "<a><creator><Seq><li></li></Seq></creator></a>"),
        (
            "<n:a xmlns:n='u:secret'><n:Date n:x='1'>5</n:Date></n:a>",
            "<n:a xmlns:n='u:secret'><n:Date n:x='1'></n:Date></n:a>",
        ),
        (
            "<a><Attribute Name='PATIENT_NAME'>Jane</Attribute></a>",
            "<a><Attribute Name='PATIENT_NAME'></Attribute></a>",
        ),
        ("<a x='1>2'><b>'\"</b></a>", "<a x='1>2'><b>'\"</b></a>"),
    ],
)
def test_only_what_must_go_goes(before: str, after: str) -> None:
    assert clean(before) == after
    ET.fromstring(after)  # noqa: S314  # a text of this test


def test_elements_go_whole_with_all_that_is_in_them() -> None:
    text = "<a><b>1</b><gone x='2'><b/><gone>3</gone><b>4</b></gone><gone/><b>5</b></a>"
    assert clean(text, elements={"gone": Kind.CODE}) == "<a><b>1</b><b>5</b></a>"


def test_what_was_taken_out_is_told_by_names() -> None:
    splices = clean_xml('<a Date="5"><User>Jane</User>secret</a>', place="here", rules=Rules(find))
    assert [(one.kind, one.place, one.name) for one in splices.taken] == [
        (Kind.DATE, "here", "a@Date"),
        (Kind.NAME, "here", "User"),
        (Kind.CODE, "here", "a"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "plain",
        "",
        '<!DOCTYPE a [<!ENTITY b "secret">]><a>&b;</a>',
        "<a>" * 200 + "</a>" * 200,
    ],
)
def test_what_is_not_well_formed_or_declares_entities_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        clean(text)


NAMES = st.sampled_from(["a", "Date", "b", "User", "n"])
WORDS = st.sampled_from(["", "x", " secret ", "&lt;", "1 &amp; 2", "]]&gt;"])


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    """Return an element of random names, attributes, texts and children."""
    name = draw(NAMES)
    quote = draw(st.sampled_from("'\""))
    told = "".join(f" {key}={quote}{draw(WORDS)}{quote}" for key in draw(st.lists(NAMES, max_size=2, unique=True)))
    if draw(st.booleans()):
        return f"<{name}{told} />"
    inner = st.one_of(WORDS, elements(depth - 1)) if depth else WORDS
    return f"<{name}{told}>{''.join(draw(st.lists(inner, max_size=3)))}</{name}>"


@given(elements())
def test_what_is_left_is_well_formed_and_clean(text: str) -> None:
    after = clean(text)
    assert "secret" not in after
    assert len(after) <= len(text)
    before, tree = ET.fromstring(text), ET.fromstring(after)  # noqa: S314  # texts of this test
    assert [node.tag for node in tree.iter()] == [node.tag for node in before.iter()]
    for node in tree.iter():
        assert all(is_blank(value) for key, value in node.attrib.items() if key in {"Date", "User"})
    assert clean(after) == after
