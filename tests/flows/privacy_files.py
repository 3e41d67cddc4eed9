"""What comes in: a corpus with labels, as files of entities and record sets, and beside entities; and what is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from tests.checks.synthesis.made import PROFILE
from tests.flows.caller import Caller, Said
from tests.flows.privacy_office import CENTER
from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.synthesis.privacy.corpus import corpus
from theatrum.checks.synthesis.privacy.corpus_file import CorpusFile
from theatrum.checks.synthesis.privacy.labels import Label
from theatrum.checks.synthesis.privacy.writings import WRITINGS

MODEL = "org.sagebionetworks.repo.model."
# What stands in no folder of the release comes to this one.
_ELSEWHERE = "SpatialOmics/Level_1"
_PLACES = {"cell": Where.CELL, "column": Where.HEADER, "name": Where.NAME, "header": Where.HEADER}
_MAIL = "ada.byron-{}@hospital.example"
_SSN = "536-22-8741"


@dataclass(frozen=True)
class Sent:
    """A file that came in: what has it (none for one beside entities), its name there, and what is planted in it."""

    handle: str
    entity: str
    labels: tuple[Label, ...] = field(repr=False)

    @property
    def is_to_be_blocked(self) -> bool:
        """Whether the policy blocks what is planted, by the labels alone."""
        outcomes = (PROFILE.privacy.outcome(one.kind, _PLACES[one.where], one.strength) for one in self.labels)
        return any(outcome is not None and outcome.verdict is Verdict.BLOCK for outcome in outcomes)


@cache
def files() -> tuple[CorpusFile, ...]:
    """Return the corpus, every writing once; without files in folders whose names tell, which are no names of files."""
    made = corpus(PROFILE, size=len(WRITINGS), seed=7, center=CENTER)
    return tuple(file for file in made if all(one.where != "name" or _is_of_file(file, one) for one in file.labels))


def texts(sent: Iterable[Sent], *, names: bool) -> set[str]:
    """Return what is planted in the names of files, or everywhere else: what is telling of it."""
    labels = (label for one in sent for label in one.labels if label.is_telling)
    return {label.text for label in labels if (label.where == "name" and label.member is None) is names}


def send(caller: Caller, folders: dict[str, str], file: CorpusFile) -> Sent:
    """Upload a file and attach it, a table of records as a record set."""
    folder, _, name = file.path.rpartition("/")
    handle = caller.upload(file.content, name)
    is_records = folder.startswith(("Clinical", "Biospecimen")) and name.endswith(".csv")
    # No entity may have the sign in its name; the file has.
    body: dict[str, Any] = {"name": name.replace("@", "_"), "parentId": folders.get(folder, folders[_ELSEWHERE])}
    more = {"upsertKey": ["HTAN_PARTICIPANT_ID"], "csvDescriptor": {"isFirstLineHeader": True}} if is_records else {}
    kind = "RecordSet" if is_records else "FileEntity"
    made = caller.post("/repo/v1/entity", {"concreteType": MODEL + kind, "dataFileHandleId": handle, **body, **more})
    assert made.status == 201, made
    return Sent(handle, made.json["id"], file.labels)


def send_beside(caller: Caller, folder: str, user_id: str) -> list[Sent]:
    """Send what no entity has: text and attachment of a wiki page, and a message, which is mailed."""
    said = [f"Slides were read on 1987-11-2{number}; ask {_MAIL.format(number)}.\n" for number in range(3)]
    # In the words of a page days and addresses may stand.
    said[0] = f"Slides of the patient with SSN {_SSN} were read.\n"
    page, notes, message = (caller.upload(text.encode(), "notes.txt") for text in said)
    body = {"title": "About", "markdownFileHandleId": page, "attachmentFileHandleIds": [notes]}
    assert caller.post(f"/repo/v1/entity/{folder}/wiki2", body).status == 201
    sent = caller.post("/repo/v1/message", {"recipients": [user_id], "subject": "Done", "fileHandleId": message})
    assert sent.status == 201, sent
    labels = (replace(_label(0), kind=Kind.SSN, text=_SSN), _label(1), _label(2))
    return [Sent(handle, "", (label,)) for label, handle in zip(labels, (page, notes, message), strict=True)]


def fill_table(caller: Caller, project: str) -> tuple[Sent, Said]:
    """Ask for rows that a table cannot take; returns their file and the refusal."""
    model = {"name": "AGE", "columnType": "INTEGER"}
    columns = [one["id"] for one in caller.post("/repo/v1/column/batch", {"list": [model]}).json["list"]]
    body = {"concreteType": f"{MODEL}table.TableEntity", "name": "Cases", "parentId": project, "columnIds": columns}
    table = caller.post("/repo/v1/entity", body).json["id"]
    handle = caller.upload(f"AGE\n{_MAIL.format(3)}\n".encode(), "ages.csv")
    kind = f"{MODEL}table.UploadToTableRequest"
    change = {"concreteType": kind, "tableId": table, "entityId": table, "uploadFileHandleId": handle}
    asked = {"concreteType": f"{MODEL}table.TableUpdateTransactionRequest", "entityId": table, "changes": [change]}
    return Sent(handle, "", (_label(3),)), caller.run(f"/repo/v1/entity/{table}/table/transaction/async", asked)


def _label(number: int) -> Label:
    return Label(kind=Kind.EMAIL, writing="plain", strength=Strength.STRONG, where="cell", text=_MAIL.format(number))


def _is_of_file(file: CorpusFile, label: Label) -> bool:
    return label.member is not None or label.text in file.path.rpartition("/")[2]
