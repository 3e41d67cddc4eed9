"""The generated pages are what the code says, and error codes are what scripts can rely on."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from docs import generate

ROOT = Path(__file__).resolve().parents[2]


def test_pages_are_up_to_date(tmp_path: Path) -> None:
    # By a process of its own, as `make docs` does: click keeps the help option that a command was first asked with,
    # so the page of the commands would tell what tests before this one ran.
    (written := tmp_path / "reference").mkdir()
    settings = {"THEATRUM_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "theatrum.wiring.django_settings"}
    words = [sys.executable, "-m", "docs.generate", str(written)]
    subprocess.run(words, check=True, cwd=ROOT, env=os.environ | settings)
    new = {page.name: page.read_text(encoding="utf-8") for page in written.iterdir()}

    assert len(new) > 5
    for name, text in new.items():
        assert (generate.REFERENCE / name).read_text(encoding="utf-8") == text, "run: make docs"


def test_error_codes_are_unique() -> None:
    codes = Counter(error.code for error in generate.errors())

    assert [code for code, count in codes.items() if count > 1] == []


def test_codes_of_findings_that_checks_name_are_documented() -> None:
    named = re.compile(r'code="((?:cardinality|file|identifier|links|privacy|schema|table)\.[a-z_]+)"')
    modules = (generate.REFERENCE.parents[1] / "src" / "theatrum" / "checks").rglob("*.py")
    found = {code for module in modules for code in named.findall(module.read_text(encoding="utf-8"))}

    assert found - set(generate.finding_codes()) == set()
