"""The generated pages are what the code says, and error codes are what scripts can rely on."""

import re
from collections import Counter

import pytest

from docs import generate


@pytest.mark.parametrize(
    "page", ["settings.md", "errors.md", "commands.md", "findings.md", "operations.md", "privacy.md", "states.md"]
)
def test_page_is_up_to_date(page: str) -> None:
    written = (generate.REFERENCE / page).read_text(encoding="utf-8")

    assert written == generate.pages()[page], "run: make docs"


def test_error_codes_are_unique() -> None:
    codes = Counter(error.code for error in generate.errors())

    assert [code for code, count in codes.items() if count > 1] == []


def test_codes_of_findings_that_checks_name_are_documented() -> None:
    named = re.compile(r'code="((?:cardinality|file|identifier|links|privacy|schema|table)\.[a-z_]+)"')
    modules = (generate.REFERENCE.parents[1] / "src" / "theatrum" / "checks").rglob("*.py")
    found = {code for module in modules for code in named.findall(module.read_text(encoding="utf-8"))}

    assert found - set(generate.finding_codes()) == set()
