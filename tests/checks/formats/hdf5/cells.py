"""AnnData of a few cells, written by anndata itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anndata
import numpy as np
import pandas as pd
from scipy import sparse

from theatrum.checks.findings import Finding
from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.inspecting import Inspection, inspect_file, judge_inspection
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile

COMPONENT = "scRNALevel3and4"
CELLS, GENES = 30, 12
Change = Callable[[anndata.AnnData], object]


def good(*, is_sparse: bool = True) -> anndata.AnnData:
    """Return cells with which nothing is wrong."""
    chance = np.random.default_rng(1)
    counts = chance.poisson(1.0, (CELLS, GENES)).astype("float32")
    obs = {
        "organism_ontology_term_id": "NCBITaxon:9606",
        "donor_id": ["HTA201_1", "HTA201_2"] * (CELLS // 2),
        "sample_id": ["HTA201_1_B1", "HTA201_2_B1"] * (CELLS // 2),
        "development_stage_ontology_term_id": "HsapDv:0000087",
        "sex_ontology_term_id": "PATO:0000384",
        "self_reported_ethnicity_ontology_term_id": "HANCESTRO:0005,HANCESTRO:0014",
        "disease_ontology_term_id": "MONDO:0007254",
        "tissue_type": "tissue",
        "tissue_ontology_term_id": "UBERON:0002107",
        "cell_type_ontology_term_id": "CL:0000236",
        "assay_ontology_term_id": "EFO:0009922",
        "suspension_type": "cell",
        "is_primary_data": True,
        "cell_enrichment": "CL:00000000",
        "intron_inclusion": "yes",
        "author_cell_type": "B cell",
    }
    cells = pd.DataFrame(obs, index=[f"CELL{number}-1" for number in range(CELLS)])
    for name in cells.columns.drop("is_primary_data"):
        cells[name] = cells[name].astype("category")
    genes = pd.DataFrame({"feature_is_filtered": False}, index=[f"ENSG{number:011d}" for number in range(1, GENES + 1)])
    matrix = sparse.csr_matrix(counts) if is_sparse else counts
    raw = anndata.AnnData(matrix, cells, genes.drop(columns="feature_is_filtered"))
    made = anndata.AnnData(np.log1p(matrix), cells, genes)
    made.raw = raw
    made.obsm["X_umap"] = chance.normal(size=(CELLS, 2))
    return made


def written(made: anndata.AnnData, folder: Path) -> bytes:
    path = folder / "cells.h5ad"
    made.write_h5ad(path)
    return path.read_bytes()


def inspected(
    data: bytes, profile: Profile, *, component: str | None = COMPONENT, budget: Budget | None = None, **asked: Any
) -> Inspection:
    wanted = Asked("cells.h5ad", component, rules=profile.inspections, **asked)
    return inspect_file(Held(data), wanted, budget=budget)


def judged(data: bytes, profile: Profile, judge: Judge) -> list[Finding]:
    asked = Asked("cells.h5ad", COMPONENT, rules=profile.inspections)
    return judge_inspection(inspect_file(Held(data), asked), judge, asked, profile)
