"""The generated pages are what the code says, and error codes are what scripts can rely on."""

from collections import Counter

import pytest

from docs import generate


@pytest.mark.parametrize("page", ["settings.md", "errors.md", "commands.md"])
def test_page_is_up_to_date(page: str) -> None:
    written = (generate.REFERENCE / page).read_text(encoding="utf-8")

    assert written == generate.pages()[page], "run: make docs"


def test_error_codes_are_unique() -> None:
    codes = Counter(error.code for error in generate.errors())

    assert [code for code, count in codes.items() if count > 1] == []
