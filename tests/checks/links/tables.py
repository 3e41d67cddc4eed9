"""Small submissions to check, and what was found in them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.links.checking import check_links
from theatrum.checks.links.known import Known
from theatrum.checks.links.records import Records
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile


@cache
def profile() -> Profile:
    """Return the network's profile, read once."""
    return load_profile(ProfileFolder.packaged("htan2"))


def table(component: str, *rows: Mapping[str, str | None], file: str | None = None, first_row: int = 1) -> Records:
    """Return rows of a component; the file is called after it."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names}
    return Records(component, file or f"{component}.csv", None, pl.DataFrame(columns), first_row)


def people(*ids: str) -> Records:
    """Return Demographics of some participants."""
    return table("Demographics", *({"HTAN_PARTICIPANT_ID": name} for name in ids))


def specimens(*pairs: tuple[str | None, str | None], file: str | None = None) -> Records:
    """Return biospecimens by id and parent."""
    return table(
        "BiospecimenData",
        *({"HTAN_BIOSPECIMEN_ID": name, "HTAN_PARENT_ID": parent} for name, parent in pairs),
        file=file,
    )


def files(component: str, *pairs: tuple[str | None, str | None], **more: str) -> Records:
    """Return files of a component by id and parent, with the same further cells in each row."""
    return table(
        component,
        *(
            {"HTAN_DATA_FILE_ID": name, "HTAN_PARENT_ID": parent, "FILENAME": f"{component}/{number}", **more}
            for number, (name, parent) in enumerate(pairs)
        ),
    )


def found(
    records: Sequence[Records], *, known: Known | None = None, final: bool = False, center: str | None = None
) -> list[Group]:
    """Check a submission by the network's rules."""
    links, identifiers = profile().links, profile().overlay.identifiers
    return check_links(records, links, identifiers, known=known, final=final, center=center)


def told(groups: Iterable[Group], code: str, component: str | None = None) -> list[Group]:
    """Return the groups of a code."""
    return [
        group
        for group in groups
        if group.finding.code == code and (component is None or group.finding.component == component)
    ]


def only(groups: Iterable[Group], code: str, component: str | None = None) -> Group:
    """Return the one group of a code."""
    listed = told(groups, code, component)
    assert len(listed) == 1, listed
    return listed[0]


def one(groups: Iterable[Group], requirement: str) -> tuple[Finding, Severity, tuple[int, ...]]:
    """Return the one group that answers a requirement: finding, severity and rows."""
    listed = [group for group in groups if group.finding.requirement == requirement]
    assert len(listed) == 1, listed
    return listed[0].finding, listed[0].finding.severity, tuple(listed[0].rows)


def known_as(*rows: tuple[str, str | None, str | None]) -> Known:
    """Return that some ids are known, by id, component and parent."""
    return Known.of(pl.DataFrame(rows, schema=["id", "component", "parent"], orient="row"))
