"""The verdict on the rows of a record set, computed by ``checks`` outside of any transaction."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version as installed_version

from theatrum.checks.findings import Severity
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.checks.tables.troubles import trouble
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities.models import Verdict, Version
from theatrum.repository.entities.validation.bound import BoundSchema
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records.knowledge import wordings_of
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.quoting import quotable
from theatrum.repository.records.reading import read_all
from theatrum.repository.records.tally import Tally
from theatrum.repository.records.told import told
from theatrum.repository.schemas.compiled import compiled


@dataclass(frozen=True)
class Outcome:
    """What a schema says of all rows of a file."""

    verdict: Verdict
    valid_rows: int = 0
    invalid_rows: int = 0
    findings: list[JsonObject] = field(default_factory=list)
    left_out: int = 0


def descriptor_of(version: Version) -> Mapping[str, JsonValue]:
    """Return what a record set says about how its CSV is written."""
    stored = version.details.get("csvDescriptor")
    return stored if isinstance(stored, dict) else {}


def fingerprint(version: Version, bound: BoundSchema) -> str:
    """Return what the verdict depends on, as a hash: the file, how it is read, the schema, the engine."""
    handle = version.handle
    file = [handle.md5, handle.size, handle.file_name, handle.is_failed] if handle else []
    parts = [file, descriptor_of(version), bound.digest, str(bound.schema_id), engine()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def engine() -> str:
    """Return the version of the engine."""
    return installed_version("theatrum")


def kept(version: Version, bound: BoundSchema) -> Outcome | None:
    """Return the verdict that is stored for exactly this file and schema, if there is one."""
    found = RowsVerdict.objects.filter(version=version, fingerprint=fingerprint(version, bound)).first()
    if found is None:
        return None
    return Outcome(Verdict(found.verdict), found.valid_rows, found.invalid_rows, found.findings, found.left_out)


def judge_rows(version: Version, bound: BoundSchema) -> Outcome:
    """Hold all rows of a version's file against a schema.

    What cannot be read at all is invalid, with the reason. Raises Document.DoesNotExist when the schema is gone.
    """
    tally, valid, invalid, is_sound = Tally(), 0, 0, True
    try:
        schema = compiled(bound.digest)
        check = SchemaCheck(wordings_of(bound.schema_id, schema), component=bound.schema_id.name)
        for table in read_all(_whole(version.handle), descriptor_of(version)):
            checked = check.judge(table)
            groups = [*table.groups, *checked.groups]
            errors = [group for group in groups if group.finding.severity is Severity.ERROR]
            # Rows that reading had to mend are no sound rows either.
            bad = set(checked.invalid.to_list()).union(*(group.rows for group in errors))
            valid, invalid = valid + max(0, checked.judged - len(bad)), invalid + len(bad)
            is_sound = is_sound and not errors
            tally.add(quotable(bound.schema_id, table, groups))
    except DomainError as error:
        is_sound = False
        tally.add([trouble("unreadable", str(error), fix="Upload a CSV that can be read, as a new version.")])
    findings, left_out = told(tally.groups(), valid + invalid)
    verdict = Verdict.VALID if is_sound and not invalid else Verdict.INVALID
    return Outcome(verdict, valid, invalid, findings, left_out + tally.left_out)


def _whole(handle: FileHandle | None) -> FileHandle:
    if handle is None or handle.is_failed:
        raise BlobNotFound(key=handle.key if handle else "")
    return handle
