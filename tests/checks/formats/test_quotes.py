"""Messages quote nothing that identifies, wherever in a header it stands."""

import random
from dataclasses import replace

import pytest

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked, Forbidden, Inspection, Noted
from theatrum.checks.formats.judging import judge_inspection
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.privacy.headers import MAKERS, Maker

PLANTED = ["jane.roe@example.org", "412-44-0917", "1961-04-23", "(617) 555-0143", "Brandon Harris"]
CODE = "format.ome_name"


def inspection(*noted: Noted, forbidden: tuple[Forbidden, ...] = ()) -> Inspection:
    return Inspection(None, {}, (), forbidden, noted, (), (), was_full=True, read=0, stopped=None)


def judged(seen: Inspection, judge: Judge, profile: Profile) -> str:
    findings = judge_inspection(seen, judge, Asked("a.tif"), profile)
    return "".join(f"{one.message} {one.fix}" for one in findings)


def noted(value: str) -> Noted:
    return Noted(CODE, Severity.ERROR, f"It says {value!r} there.", f"Write another one than {value}.", "x")


@pytest.mark.parametrize("value", PLANTED[:-1])
def test_a_value_that_only_a_message_quotes_is_its_class(value: str, judge: Judge, profile: Profile) -> None:
    told = judged(inspection(noted(value)), judge, profile)
    assert value not in told
    assert "It says '[" in told


@pytest.mark.parametrize("value", PLANTED)
def test_what_is_found_in_a_field_is_quoted_nowhere(value: str, judge: Judge, profile: Profile) -> None:
    field = Forbidden(Kind.NAME, "(0010,0010)", "PatientName", value)
    assert value not in judged(inspection(noted(value), forbidden=(field,)), judge, profile)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_no_message_on_a_file_quotes_what_is_planted_in_its_header(
    maker: Maker, judge: Judge, profile: Profile
) -> None:
    chance = random.Random(7)  # noqa: S311  # made for a test
    for _ in range(3):
        made = maker(chance, "HTA201_1_B1")
        asked = Asked(f"reads.{made.ending}")
        seen = inspect_file(Held(made.content), asked)
        texts = {label.text for label in made.labels if len(label.text) > 3}
        strong = [label.text for label in made.labels if label.strength is Strength.STRONG and label.text in texts]
        plain = "".join(f"{one.message} {one.fix}" for one in judge_inspection(seen, judge, asked, profile))
        assert not [text for text in texts if text in plain]
        # An inspector that quoted all of them would be of no avail.
        quoting = replace(seen, noted=(*seen.noted, *map(noted, strong)))
        findings = judge_inspection(quoting, judge, asked, profile)
        told = "".join(f"{one.message} {one.fix}" for one in findings)
        assert not [text for text in strong if text in told]


def test_plain_words_stay(judge: Judge, profile: Profile) -> None:
    message = "SizeX and SizeY are 1024 and 768, the pixels 512 and 512. It has 2,016 more."
    assert message in judged(inspection(replace(noted(""), message=message)), judge, profile)
