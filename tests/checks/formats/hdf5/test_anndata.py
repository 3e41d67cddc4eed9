"""h5ad files as anndata writes them, against the schema."""

from pathlib import Path

import anndata
import h5py
import numpy as np
import pytest

from tests.checks.formats.hdf5.cells import CELLS, GENES, Change, good, inspected, judged, written
from theatrum.checks.findings import Severity, Verdict
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile


@pytest.mark.requirement("R95")
@pytest.mark.parametrize("is_sparse", [True, False])
@pytest.mark.parametrize("is_full", [True, False])
def test_a_good_file(tmp_path: Path, profile: Profile, *, is_sparse: bool, is_full: bool) -> None:
    inspection = inspected(written(good(is_sparse=is_sparse), tmp_path), profile, is_full=is_full)
    assert inspection.noted == ()
    assert inspection.facts == {
        "CELLS": CELLS,
        "GENES": GENES,
        "participants": ("HTA201_1", "HTA201_2"),
        "biospecimens": ("HTA201_1_B1", "HTA201_2_B1"),
    }
    assert inspection.was_full == is_full
    assert inspection.stopped is None


def _set(column: str, value: object) -> Change:
    def change(made: anndata.AnnData) -> None:
        made.obs[column] = value

    return change


def _drop(column: str) -> Change:
    def change(made: anndata.AnnData) -> None:
        del made.obs[column]

    return change


def _rename(old: str, new: str) -> Change:
    return lambda made: made.obs.rename(columns={old: new}, inplace=True)


def _normalised_only(made: anndata.AnnData) -> None:
    made.raw = None


def _genes(names: list[str]) -> Change:
    def change(made: anndata.AnnData) -> None:
        made.var_names = names

    return change


def _no_embedding(made: anndata.AnnData) -> None:
    del made.obsm["X_umap"]


def _flat_embedding(made: anndata.AnnData) -> None:
    made.obsm["X_umap"] = made.obsm["X_umap"][:, :1]


def _filtered(made: anndata.AnnData) -> None:
    made.var["feature_is_filtered"] = True


def _other_flag(made: anndata.AnnData) -> None:
    made.var.rename(columns={"feature_is_filtered": "gene_is_filtered"}, inplace=True)


_ENSEMBL = [f"ENSG{number:011d}" for number in range(1, GENES + 1)]


_CASES: list[tuple[Change, str, str, str]] = [
    (_normalised_only, "anndata_raw", "X", "R96"),
    (_genes(["TP53", *_ENSEMBL[1:]]), "anndata_genes", "var", "R97"),
    (_genes(["ENSG00000141510.5", *_ENSEMBL[1:]]), "anndata_genes", "var", "R97"),
    (_filtered, "anndata_genes", "var/feature_is_filtered", "R97"),
    (_other_flag, "anndata_genes", "var", "R97"),
    (_drop("donor_id"), "anndata_column", "obs", "R99"),
    (_drop("cell_enrichment"), "anndata_column", "obs", "R100"),
    (_drop("author_cell_type"), "anndata_column", "obs", "R100"),
    (_rename("suspension_type", "Suspension_Type"), "anndata_column", "obs", "R98"),
    (
        _rename("self_reported_ethnicity_ontology_term_id", "self_reported_ethnicity_term_id"),
        "anndata_column",
        "obs",
        "R98",
    ),
    (_set("donor_id", "HTA1_1"), "anndata_value", "obs/donor_id", "R99"),
    (_set("sample_id", "HTA201_1_D1"), "anndata_value", "obs/sample_id", "R99"),
    (_set("sample_id", "HTA201_1_B"), "anndata_value", "obs/sample_id", "R99"),
    (_set("donor_id", "HTA230_1"), "anndata_value", "obs/donor_id", "R99"),
    (_set("donor_id", 7), "anndata_value", "obs/donor_id", "R99"),
    (_set("organism_ontology_term_id", "NCBITaxon:10090"), "anndata_value", "obs/organism_ontology_term_id", "R98"),
    (_set("sex_ontology_term_id", "male"), "anndata_value", "obs/sex_ontology_term_id", "R98"),
    (
        _set("self_reported_ethnicity_ontology_term_id", "HANCESTRO:0005,HANCESTRO:0004"),
        "anndata_value",
        "obs/self_reported_ethnicity_ontology_term_id",
        "R98",
    ),
    (_set("disease_ontology_term_id", "DOID:1"), "anndata_value", "obs/disease_ontology_term_id", "R98"),
    (_set("tissue_type", "blood"), "anndata_value", "obs/tissue_type", "R98"),
    (_set("cell_enrichment", "CL:0000236"), "anndata_value", "obs/cell_enrichment", "R100"),
    (_set("intron_inclusion", "TRUE"), "anndata_value", "obs/intron_inclusion", "R100"),
    (_set("is_primary_data", "perhaps"), "anndata_value", "obs/is_primary_data", "R98"),
    (_set("donor_id", np.array([None, "HTA201_1"] * (CELLS // 2))), "anndata_value", "obs/donor_id", "R99"),
    (_no_embedding, "anndata_embedding", "obsm", "R101"),
    (_flat_embedding, "anndata_embedding", "obsm", "R101"),
]


@pytest.mark.requirement("R96")
@pytest.mark.requirement("R97")
@pytest.mark.requirement("R98")
@pytest.mark.requirement("R99")
@pytest.mark.requirement("R100")
@pytest.mark.requirement("R101")
@pytest.mark.parametrize(
    ("change", "code", "place", "requirement"),
    _CASES,
    ids=[f"case {number}" for number in range(len(_CASES))],
)
@pytest.mark.filterwarnings("ignore")
def test_what_the_schema_forbids(  # noqa: PLR0917  # cases
    tmp_path: Path, profile: Profile, change: Change, code: str, place: str, requirement: str
) -> None:
    made = good()
    change(made)
    noted = inspected(written(made, tmp_path), profile).noted
    assert [(one.code, one.place, one.requirement) for one in noted] == [(f"format.{code}", place, requirement)]


def test_counts_alone_are_raw(tmp_path: Path, profile: Profile) -> None:
    made = good()
    counts = anndata.AnnData(made.raw.X, made.obs, made.var, obsm=dict(made.obsm))
    assert inspected(written(counts, tmp_path), profile).noted == ()


def test_organism_for_all_cells(tmp_path: Path, profile: Profile) -> None:
    made = good()
    del made.obs["organism_ontology_term_id"]
    made.uns["organism_ontology_term_id"] = "NCBITaxon:9606"
    assert inspected(written(made, tmp_path), profile).noted == ()
    made.uns["organism_ontology_term_id"] = "NCBITaxon:10090"
    assert [one.place for one in inspected(written(made, tmp_path), profile).noted] == ["uns/organism_ontology_term_id"]


def test_a_component_without_rules_has_facts_only(tmp_path: Path, profile: Profile) -> None:
    made = good()
    del made.obs["donor_id"]
    inspection = inspected(written(made, tmp_path), profile, component="SpatialLevel4")
    assert inspection.noted == ()
    assert inspection.facts["CELLS"] == CELLS


def test_hdf5_that_is_no_anndata(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["matrix/barcodes"] = [b"AAAC-1"]
        file.attrs["library"] = "of Jane"
    inspection = inspected(path.read_bytes(), profile)
    assert [one.code for one in inspection.noted] == ["format.anndata_missing"]
    assert ("root, library", "of Jane") in [(text.place, text.text) for text in inspection.texts]
    assert inspected(path.read_bytes(), profile, component=None).noted == ()


def _as_references(path: Path) -> None:
    """Store categories as anndata did before version 0.8."""
    with h5py.File(path, "r+") as file:
        obs = file["obs"]
        hidden = obs.create_group("__categories")
        for name in list(obs):
            column = obs[name]
            if isinstance(column, h5py.Group) and "codes" in column:
                codes, categories = column["codes"][:], column["categories"].asstr()[:]
                del obs[name]
                hidden.create_dataset(name, data=list(categories), dtype=h5py.string_dtype())
                obs.create_dataset(name, data=codes).attrs["categories"] = hidden[name].ref


def _as_compound(path: Path) -> None:
    """Store cells as anndata did before version 0.7: one compound dataset, categories in uns."""
    with h5py.File(path, "r+") as file:
        obs, uns = file["obs"], file.require_group("uns")
        index = obs["_index"].asstr()[:]
        fields = [("index", f"S{max(map(len, index))}")]
        values = {"index": index.astype("S")}
        for name in list(obs):
            if name == "_index":
                continue
            column = obs[name]
            if isinstance(column, h5py.Group):
                uns.create_dataset(f"{name}_categories", data=list(column["categories"].asstr()[:]))
                values[name], kind = column["codes"][:], "i1"
            else:
                values[name], kind = column[:], "?"
            fields.append((name, kind))
        table = np.zeros(len(index), dtype=fields)
        for name, column in values.items():
            table[name] = column
        del file["obs"]
        file.create_dataset("obs", data=table)


@pytest.mark.parametrize("rewrite", [_as_references, _as_compound])
def test_older_files(tmp_path: Path, profile: Profile, rewrite: "object") -> None:
    made = good()
    made.obs["tissue_type"] = "blood"
    made.obs["tissue_type"] = made.obs["tissue_type"].astype("category")
    path = tmp_path / "cells.h5ad"
    written(made, tmp_path)
    assert callable(rewrite)
    rewrite(path)
    inspection = inspected(path.read_bytes(), profile)
    assert [(one.code, one.place) for one in inspection.noted] == [("format.anndata_value", "obs/tissue_type")]
    assert inspection.facts["participants"] == ("HTA201_1", "HTA201_2")
    assert inspection.facts["CELLS"] == CELLS


@pytest.mark.requirement("R104")
def test_texts_of_cells_and_notes_are_judged(tmp_path: Path, profile: Profile, judge: Judge) -> None:
    made = good()
    made.obs["comment"] = "seen on 1970-01-31 by Dr Roe"
    made.obs["comment"] = made.obs["comment"].astype("category")
    made.uns["run"] = {"operator": "jane.roe@example.org", "title": "plain", "list": ["a", "2001-02-03"]}
    findings = judged(written(made, tmp_path), profile, judge)
    blocked = [(one.code, one.place) for one in findings if one.verdict is Verdict.BLOCK]
    assert ("privacy.date", "obs/comment/categories") in blocked
    assert ("privacy.email", "uns/run/operator") in blocked
    assert ("privacy.date", "uns/run/list") in blocked
    assert "1970" not in repr(findings)
    assert "roe" not in repr(findings)


def test_a_value_that_is_no_identifier_is_no_fact_and_in_no_note(
    tmp_path: Path, profile: Profile, judge: Judge
) -> None:
    made = good()
    made.obs["donor_id"] = ["HTA201_1", "Jane Roe"] * (CELLS // 2)
    inspection = inspected(written(made, tmp_path), profile)
    assert inspection.facts["participants"] == ("HTA201_1",)
    assert "Jane" not in repr(inspection)
    found = judged(written(made, tmp_path), profile, judge)
    assert [(one.code, one.severity) for one in found if one.code.startswith("format")] == [
        ("format.anndata_value", Severity.ERROR)
    ]
    assert "Jane" not in repr(found)


@pytest.mark.requirement("R96")
def test_counts_that_are_not_whole_at_the_end_are_found(tmp_path: Path, profile: Profile) -> None:
    made = good(is_sparse=False)
    values = made.raw.X.copy()
    values[-1, -1] = 0.5
    made.raw = anndata.AnnData(values, made.obs, made.raw.var)
    assert [one.place for one in inspected(written(made, tmp_path), profile).noted] == ["raw/X"]
