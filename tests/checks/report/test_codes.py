"""Codes of findings are stable and documented: scripts rely on them."""

import jsonschema_rs
import pytest

from theatrum.checks.model.violations import Violation
from theatrum.checks.report.codes import CODES
from theatrum.checks.report.places import code_of

_NOT_VIOLATIONS = {"Custom", "FromUtf8", "Referencing", "RegexEngineFailure", "BacktrackLimitExceeded"}
_SPOKEN_OF_AS = {"Constant": "const", "OneOfMultipleValid": "oneOf", "OneOfNotValid": "oneOf"}


@pytest.mark.parametrize(
    "kind", sorted({name for name in dir(jsonschema_rs.ValidationErrorKind) if name[0].isupper()} - _NOT_VIOLATIONS)
)
def test_every_keyword_has_a_documented_code(kind: str) -> None:
    keyword = _SPOKEN_OF_AS.get(kind, kind[0].lower() + kind[1:])
    assert code_of(Violation(keyword, (), (), ())) in CODES


def test_undecided_has_a_code_of_its_own() -> None:
    assert code_of(Violation("pattern", (), (), (), decided=False)) == "schema.undecided"
    assert "schema.undecided" in CODES
