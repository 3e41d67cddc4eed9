"""Some texts of some columns: what is found in them is what is found in a table that has them."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.findings import Finding
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.tables.table import Table

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
JUDGE = Judge(PROFILE.privacy, b"key", PROFILE)
NAMES = ("HGNC_VERSION", "NOTE", "LONGEST_DIMENSION", "AGE_IN_DAYS_AT_SPECIMEN_PROCESSING", "DATE_OF_VISIT", "MRN")
_EXAMPLES = sorted({text for one in WRITINGS for text in (*one.examples, *one.counterexamples)})
_TEXTS = st.one_of(
    st.sampled_from(_EXAMPLES),
    st.sampled_from(["7", "92", "20200131", "5\n", "Lung, NOS", "HTA201_1_B1", "half \ud800 of a pair"]),
    st.text("0123456789-/. @abJM", max_size=14),
)


def _of_table(columns: dict[str, list[str]], component: str | None) -> dict[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = {}
    for name, texts in columns.items():
        table = Table("a.csv", None, pl.DataFrame({name: texts}, schema={name: pl.String}), first_row=1)
        for group in JUDGE.table(table, component):
            for one in group.findings():
                found.setdefault((name, texts[(one.row or 1) - 1]), []).append(one)
    return found


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.verdict, finding.message, finding.fix, finding.match


@given(
    columns=st.dictionaries(st.sampled_from(NAMES), st.lists(_TEXTS, unique=True, min_size=1, max_size=40), min_size=1),
    component=st.sampled_from([None, "SpatialPanel", "BiospecimenData"]),
)
@settings(max_examples=60)
def test_texts_are_judged_as_cells_of_a_table(columns: dict[str, list[str]], component: str | None) -> None:
    told = JUDGE.texts(columns, component)
    plain = {
        name: [text.encode(errors="replace").decode() for text in texts] for name, texts in columns.items()
    }  # of a table that was read no text has half a pair
    wanted = _of_table(plain, component)
    found = {
        (name, text.encode(errors="replace").decode()): ones
        for name, some in told.items()
        for text, ones in some.items()
    }
    assert found.keys() == wanted.keys()
    for place, ones in found.items():
        assert sorted(map(str, map(_key, ones))) == sorted(map(str, map(_key, wanted[place])))


def test_many_texts_are_sieved_and_judged_the_same() -> None:
    texts = [f"note {number}" for number in range(500)] + _EXAMPLES
    few = {text: found for text in texts if (found := JUDGE.texts({"NOTE": [text]}, None).get("NOTE", {}).get(text))}
    assert JUDGE.texts({"NOTE": texts}, None)["NOTE"] == few
