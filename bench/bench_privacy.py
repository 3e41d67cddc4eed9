"""Detectors of identifying data: what they find of what is planted, what they find where nothing is, how fast.

    python bench/bench_privacy.py [PLANTED] [ROWS] [ROUNDS]

The corpus shares no pattern and no list of names with the detectors. Recall is by class and writing: found as what it
is, seen as anything, and with no character left out. False alarms are findings in 10,000 clean cells. The rate is that
of polars' CSV reader over the same table, in the same run: CPU seconds of this process, the least of all rounds.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import polars as pl

from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.hits import Strength
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.synthesis.bulk import synthetic_table
from theatrum.checks.synthesis.privacy.cells import lookalike_cells, planted_cells, table_cells
from theatrum.checks.synthesis.privacy.measuring import Alarms, Recall, measure_alarms, measure_recall
from theatrum.checks.synthesis.privacy.writings import BARRED
from theatrum.checks.tables.table import Table

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
KEY = b"of this run only"
COLUMNS = 50
COMPONENTS = ("BiospecimenData", "Therapy", "Diagnosis", "BulkWESLevel1")
ROWS_A_COMPONENT = 400


def _least(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the least CPU and wall seconds of several rounds."""
    spent = []
    for _ in range(rounds):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        spent.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(cpu for cpu, _ in spent), min(wall for _, wall in spent)


def _recall(judge: Judge, planted: int) -> None:
    figures = measure_recall(judge, planted_cells(PROFILE, size=planted, seed=1))
    print(f"Recall on {planted:,} planted cells (found as what it is / seen as anything / whole)")
    for kind, group in groupby(figures.items(), key=lambda item: item[0][0]):
        writings = list(group)
        for strength in Strength:
            of_strength = [one for (_, _, sure), one in writings if sure is strength]
            if of_strength:
                bar = "  bar 0.995" if kind in BARRED and strength is Strength.STRONG else ""
                print(f"{kind:<16} {strength:<7} {_shares(of_strength)}{bar}")
        for (_, name, sure), one in writings:
            if one.share < 1:
                print(f"    {name:<28} {sure:<7} {_shares([one])}")


def _shares(figures: Sequence[Recall]) -> str:
    total = sum(one.planted for one in figures)
    shares = (sum(getattr(one, name) for one in figures) / total for name in ("found", "seen", "whole"))
    return " / ".join(f"{share:.3f}" for share in shares) + f"  of {total:,}"


def _alarms(judge: Judge, planted: int) -> None:
    clean = measure_alarms(judge, table_cells(PROFILE, rows=ROWS_A_COMPONENT, seed=1))
    _tell_alarms("tables of all components", clean)
    alike = measure_alarms(judge, lookalike_cells(PROFILE, size=planted, seed=1))
    _tell_alarms("what is written like an identifier and is none", alike)
    groups: dict[str, set[str]] = defaultdict(set)
    for cell, found in alike.cells:
        groups[cell.group].add(f"{found.kind} ({found.verdict})")
    for group, kinds in sorted(groups.items()):
        print(f"    {group:<28} {', '.join(sorted(kinds))}")


def _tell_alarms(what: str, alarms: Alarms) -> None:
    stops, all_of_them = alarms.rate(Verdict.BLOCK, Verdict.HOLD), alarms.rate()
    print(
        f"False alarms in 10,000 clean cells, {what}: {stops:.2f} that stop (bar 1), {all_of_them:.2f} with notes",
        end="",
    )
    print(f"  of {alarms.looked_at:,}")
    for (kind, verdict), count in sorted(alarms.counts.items()):
        print(f"{kind:<16} {verdict:<7} {count / alarms.looked_at * 10_000:8.2f}")


def _wide(rows: int) -> pl.DataFrame:
    """Return a clean table of so many rows and fifty columns, those of several components side by side."""
    frames = [synthetic_table(PROFILE, name, rows, seed=1, bad_share=0).frame for name in COMPONENTS]
    columns = [column.alias(f"{column.name}_{number}") for number, one in enumerate(frames) for column in one]
    return pl.DataFrame(columns[:COLUMNS])


def _rate(judge: Judge, rows: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.csv"
        _wide(rows).write_csv(path)
        frame = pl.read_csv(path, infer_schema=False)
        table = Table("wide.csv", None, frame)
        parse = _least(lambda: pl.read_csv(path, infer_schema=False), rounds)
        judging = _least(lambda: judge.table(table, None), rounds)
        megabytes = path.stat().st_size / 1e6
    ratios = [before / after for before, after in zip(parse, judging, strict=True)]
    print(f"{rows:,} x {frame.width} clean cells, {megabytes:.0f} MB: ", end="")
    print(f"{ratios[0]:.2f} of the rate of polars' CSV reader by CPU, {ratios[1]:.2f} by the clock (bar 0.5)")


def main() -> None:
    """Measure everything."""
    planted, rows, rounds = (
        int(given) if given else usual
        for given, usual in zip((sys.argv[1:4] + [""] * 3)[:3], (20_000, 100_000, 5), strict=True)
    )
    judge = Judge(PROFILE.privacy, KEY, profile=PROFILE)
    _recall(judge, planted)
    _alarms(judge, planted)
    _rate(judge, rows, rounds)


if __name__ == "__main__":
    main()
