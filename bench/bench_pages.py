"""Server time of the pages of the data model and of the tools, beside the page of the terms in the same process.

    python bench/bench_pages.py [ROUNDS]

Django's test client asks an installation in memory of this process: middleware, queries and templates are
measured, the network is not. Pages take turns, so that a busy machine is busy for all; medians are printed.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django

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
BASELINE = "/terms"


def _client() -> object:
    from django.core.management import call_command  # app ready
    from django.test import Client  # app ready

    from theatrum.doors.cli import people  # app ready
    from theatrum.doors.web import warming  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.repository.accounts.actions.people import create_user  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    with writing():
        people.publish_terms()
        user = create_user(actor=OPERATOR, username="reader", email="reader@example.org")
        people.accept_terms(user)
    warming.prepare()
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _milliseconds(client: object, page: str) -> float:
    began = time.perf_counter()
    answer = client.get(page)  # type: ignore[attr-defined]  # Django's client, imported late
    assert answer.status_code == 200, (page, answer.status_code, answer.headers.get("location"))
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Ask every page in turns and print medians and their ratios to the baseline."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"THEATRUM_DATA": str(Path(folder) / "data")}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "theatrum.wiring.django_settings")
        django.setup()
        client = _client()
        pages = (BASELINE, *PAGES)
        for page in pages:
            _milliseconds(client, page)
        seen = [[_milliseconds(client, page) for page in pages] for _ in range(rounds)]
        medians = [statistics.median(column) for column in zip(*seen, strict=True)]
        for page, median in zip(pages, medians, strict=True):
            print(f"{page:72} {median:6.0f} ms {median / medians[0]:5.1f} of {BASELINE}")


if __name__ == "__main__":
    main()
