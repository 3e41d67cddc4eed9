"""Server time of the pages of the data model and of the tools, beside the page of the terms in the same process.

    python bench/bench_pages.py [ROUNDS]

Django's test client asks an installation in memory of this process: middleware, queries and templates are
measured, the network is not. Pages take turns, so that a busy machine is busy for all; medians are printed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import page_times

PAGES = (
    "/model",
    "/model/relations",
    "/model/search?q=lung",
    "/model/search?q=C34",
    "/model/1.0.0/Demographics",
    "/model/1.0.0/Diagnosis",
    "/model/1.0.0/Diagnosis/PRIMARY_DIAGNOSIS_NCI_THESAURUS_ID",
    "/model/1.0.0/Diagnosis/TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE",
    "/model/1.0.0/Diagnosis/TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE?q=lung",
    "/model/1.0.0/BulkWESLevel1",
    "/tools",
    "/tools/dates",
    "/tools/layout",
    "/tools/templates",
    "/tools/identifiers",
)


def main() -> None:
    """Ask every page in turns and print medians and their ratios to the baseline."""
    rounds = page_times.rounds_wanted(15)
    with page_times.installation():
        client = page_times.signed_in(page_times.make_person("reader"))
        asked = {page: page_times.asking(client, page) for page in (page_times.BASELINE, *PAGES)}
        page_times.show(page_times.measure(asked, rounds), width=72)


if __name__ == "__main__":
    main()
