"""Codes about HDF5 and AnnData."""

CODES: dict[str, str] = {
    "format.anndata_column": "A column of cells is missing, or named otherwise.",
    "format.anndata_embedding": "There is no embedding of enough dimensions.",
    "format.anndata_genes": "Genes are not named as they must be, come twice, or are flagged wrongly.",
    "format.anndata_missing": "A file that must be AnnData has no cells or no genes.",
    "format.anndata_owner": "Specimens of cells are of participants that no cell is of.",
    "format.anndata_parents": "Specimens of cells are none that the row of the file comes from.",
    "format.anndata_raw": "There are no raw counts.",
    "format.anndata_shape": "The matrix has another size than the tables of cells and genes.",
    "format.anndata_unknown": "Identifiers of cells are in no table.",
    "format.anndata_value": "Values of a column of cells are none that may stand there.",
    "format.hdf5_chunks": "Values stand in chunks too large to be looked at.",
    "format.hdf5_external": "An HDF5 file leads to other files.",
    "format.hdf5_name": "A name in an HDF5 file is no text, or longer than any is.",
}
