"""Codes lead to where their vocabulary explains them; what is no code leads nowhere."""

from pathlib import Path

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.vocabularies import Vocabulary, read_vocabulary
from theatrum.checks.profile.vocabulary_sources import VocabularySource

VOCABULARIES = load_profile(ProfileFolder.packaged("htan2")).models["1.0.0"].vocabularies


def url(vocabulary: str, code: str) -> str | None:
    source = VOCABULARIES[vocabulary].source
    assert source is not None
    return source.url_of(code)


@pytest.mark.parametrize(
    ("vocabulary", "code", "address"),
    [
        ("uberon", "UBERON:0002048", "https://purl.obolibrary.org/obo/UBERON_0002048"),
        ("icd_10", "C34.90", "http://purl.bioontology.org/ontology/ICD10CM/C34.90"),
        ("icd_10", "C34.1-", "http://purl.bioontology.org/ontology/ICD10CM/C34.1"),
        ("icd_10", "A40.-", "http://purl.bioontology.org/ontology/ICD10CM/A40"),
        ("icd_10", "A40-", "http://purl.bioontology.org/ontology/ICD10CM/A40"),
        ("therapeutic_agent", "NCIT:C287", "https://evsexplore.semantics.cancer.gov/evsexplore/concept/ncit/C287"),
        ("therapeutic_agent", "Not Reported", None),
        ("icd_o_3_morphology", "9715/3", None),
    ],
)
def test_each_code_has_its_address(vocabulary: str, code: str, address: str | None) -> None:
    assert code in VOCABULARIES[vocabulary].codes
    assert url(vocabulary, code) == address


@pytest.mark.parametrize("vocabulary", ["uberon", "icd_10", "therapeutic_agent"])
def test_all_codes_but_words_have_one(vocabulary: str) -> None:
    without = [code for code in VOCABULARIES[vocabulary].codes if url(vocabulary, code) is None]
    # Some of the published codes are none of ICD-10-CM, which begin with one letter.
    assert all(code.replace(" ", "").isalpha() or code.startswith("QA0.") for code in without)


def test_what_has_no_published_vocabulary_says_so() -> None:
    assert VOCABULARIES["timepoint"].source is None
    assert Vocabulary("made_up", (("a", "A"),)).source is None


def test_signs_of_a_code_are_written_out() -> None:
    source = VocabularySource(name="X", home="https://x.org/", codes="^(.*)$", address="https://x.org/{code}")
    assert source.url_of('a b/"?<') == "https://x.org/a%20b%2F%22%3F%3C"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: X", "the key 'home' is missing"),
        ("name: X\n    home: javascript:alert(1)", "String should match pattern"),
        ("name: X\n    home: https://x.org\n    codes: '(a)'", "it says one of codes and address only"),
        (
            "name: X\n    home: https://x.org\n    address: https://x.org/{code}",
            "it says one of codes and address only",
        ),
        (
            "name: X\n    home: https://x.org\n    codes: a\n    address: https://x.org/{code}",
            "no pattern with one group",
        ),
        ("name: X\n    home: https://x.org\n    codes: '(a'\n    address: https://x.org/{code}", "no pattern with one"),
        (
            "name: X\n    home: https://x.org\n    codes: '(a)'\n    address: https://x.org/",
            "String should match pattern",
        ),
    ],
)
def test_broken_sources_are_refused_when_they_are_asked_for(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "fishes.csv").write_text("code,label\nF:1,Cod\n", encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(f"vocabularies:\n  fishes:\n    {text}\n", encoding="utf-8")
    fishes = read_vocabulary(ProfileFolder.at(tmp_path.parent), f"{tmp_path.name}/fishes.csv")
    with pytest.raises(ProfileInvalid, match="sources.yaml, line [0-9]+, key vocabularies.fishes") as caught:
        assert fishes.source
    assert said in str(caught.value)
