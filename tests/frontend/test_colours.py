"""Light and dark differ in colours alone, so what else pages must hold to is judged in one of them."""

import re
from pathlib import Path

import pytest

from hatch_build import FRONTEND, ROOT

SHEETS = sorted((ROOT / "src/theatrum/doors/web/static/theatrum").glob("*.css"))
SCRIPTS = sorted(path for path in (FRONTEND / "src").rglob("*.ts") if path.name != "theme.ts")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_asks_for_the_colours_by_colours_only(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert "prefers-color-scheme" not in text
    chosen = re.findall(r"data-theme[^{}]*\{([^{}]*)\}", text)
    assert text.count("data-theme") == len(chosen)
    assert {line.split(":")[0].strip() for body in chosen for line in body.split(";") if line.strip()} <= {
        "color-scheme"
    }


def test_no_script_but_that_of_the_choice_asks_which_colours_are_shown() -> None:
    asked = re.compile(r"prefers-color-scheme|data-theme|dataset\W*theme", re.IGNORECASE)
    assert [path.name for path in SCRIPTS if asked.search(path.read_text())] == []
    assert len(SCRIPTS) > 10
