"""An AnnData held against the rules of a profile: columns of cells, genes, raw counts, embeddings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theatrum.checks.findings import Severity
from theatrum.checks.formats.hdf5.cells import tell_columns
from theatrum.checks.formats.hdf5.frames import Frame, frame_of
from theatrum.checks.formats.hdf5.genes import tell_genes
from theatrum.checks.formats.hdf5.matrices import Matrix, matrix_of, tell_raw
from theatrum.checks.formats.hdf5.members import Members
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.profile.inspection_shapes import MatrixRules

if TYPE_CHECKING:
    import h5py

Part = "h5py.Group | h5py.Dataset"


@dataclass(slots=True)
class Annotated:
    """One AnnData; ``parts`` are the members of its root."""

    file: "h5py.File"
    parts: Mapping[str, "h5py.Group | h5py.Dataset"]
    members: Members
    notes: Notes
    _raw: dict[str, "h5py.Group | h5py.Dataset"] = field(default_factory=dict)

    def look(self, rules: MatrixRules | None) -> None:
        """Note facts, and what breaks the rules. Raises BudgetSpent, and what libhdf5 raises."""
        uns = self.parts.get("uns")
        cells = frame_of(self.file, self.parts["obs"], self.members, uns)
        genes = frame_of(self.file, self.parts["var"], self.members, uns)
        self.notes.fact("CELLS", cells.length)
        self.notes.fact("GENES", genes.length)
        self._raw = self._raw_parts()
        matrix, raw = matrix_of(self.parts.get("X"), self.members), matrix_of(self._raw.get("X"), self.members)
        self._shape(matrix, cells, genes, "X")
        if rules is None:
            return
        tell_columns(cells, uns, rules, self.notes)
        raw_genes = frame_of(self.file, self._raw["var"], self.members, uns) if "var" in self._raw else None
        if rules.genes is not None:
            tell_genes(genes, raw_genes, matrix, rules=rules.genes, notes=self.notes)
        tell_raw(raw, matrix, rules, self.notes)
        self._embeddings(rules, cells.length)

    def _raw_parts(self) -> "dict[str, h5py.Group | h5py.Dataset]":
        """Return matrix and genes of the raw counts; versions before 0.7 have them beside the others."""
        raw = self.parts.get("raw")
        if raw is not None and not hasattr(raw, "shape"):
            return dict(self.members.of(raw))
        beside = {name: self.parts.get(f"raw.{name}") for name in ("X", "var")}
        return {name: part for name, part in beside.items() if part is not None}

    def _shape(self, matrix: Matrix | None, cells: Frame, genes: Frame, place: str) -> None:
        """Hold what the matrix says of its size against the tables of cells and genes."""
        if matrix is None or matrix.shape is None or matrix.shape == (cells.length, genes.length):
            return
        rows, columns = matrix.shape
        message = (
            f"The matrix has {rows:,} rows and {columns:,} columns, and there are {cells.length:,} cells and"
            f" {genes.length:,} genes."
        )
        self.notes.note(
            "format.anndata_shape", Severity.ERROR, message, fix="Write it anew with anndata, and open it.", place=place
        )

    def _embeddings(self, rules: MatrixRules, cells: int) -> None:
        wanted, obsm = rules.embeddings, self.parts.get("obsm")
        if wanted is None:
            return
        named = dict(self.members.of(obsm)) if obsm is not None and not hasattr(obsm, "shape") else {}
        good = [name for name, part in named.items() if _is_embedding(name, part, cells, wanted.dimensions)]
        fitting = [name for name in good if wanted.fits(name)]
        if len(fitting) >= wanted.fewest:
            return
        message = f"It has no embedding of at least {wanted.dimensions} dimensions for all cells"
        message += " whose name begins with X_." if good else "."
        self.notes.note(
            "format.anndata_embedding",
            Severity(wanted.severity),
            message,
            fix="Put one into obsm, such as X_umap.",
            place="obsm",
            requirement=wanted.requirement,
        )


def _is_embedding(_name: str, part: "h5py.Group | h5py.Dataset", cells: int, dimensions: int) -> bool:
    shape: tuple[int, ...] = getattr(part, "shape", None) or ()
    return len(shape) == 2 and shape[0] == cells and shape[-1] >= dimensions
