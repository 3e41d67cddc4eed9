"""Judging tables: our engine beside polars' own CSV reader, jsonschema-rs and jsonschema, over the same rows.

    python bench/bench_checks.py [ROWS] [ROUNDS]

Each way lists every error of a table of which 5% of the rows are bad. CPU seconds of this process, the ways in turns,
the least of all rounds. jsonschema is measured on a part and scaled to all rows.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import jsonschema
import jsonschema_rs
import polars as pl

from theatrum.checks.columns.judging import judge_row, plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.model.schemas import bound_schema, published_schema
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.context import context_of
from theatrum.checks.report.wording import word
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.checks.synthesis.bulk import synthetic_table
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.kernel.jsontext import JsonObject

COMPONENTS = ("Diagnosis", "BiospecimenData", "BulkWESLevel1")
MODEL = "1.0.0"
PYTHON_ROWS = 200
SINGLE_ROWS = 2_000
COLD_ROWS = 1_000
FOLDER = ProfileFolder.packaged("htan2")
PROFILE = load_profile(FOLDER)
HINTS = read_discovery(FOLDER, PROFILE)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _least(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    found = {name: [_cpu(work) for _ in range(1)] for name, work in ways.items()}
    for _ in range(rounds - 1):
        for name, work in ways.items():
            found[name].append(_cpu(work))
    return {name: min(seconds) for name, seconds in found.items()}


def _ours(path: Path, component: str) -> int:
    """Read a file, judge it, and count the errors; each is a keyword at a place in a row."""
    plan = plan_for(published_schema(PROFILE, component, MODEL))
    faults = [fault for table in read_tables(Source(path.name, path)) for fault in plan.judge(table.frame).faults]
    return sum(len(fault.rows) for fault in faults)


def _rows(path: Path, component: str, most: int | None = None) -> Iterator[JsonObject]:
    """Read a file as programs without our engine do: a dictionary a row, each cell read by its declared type."""
    readings = plan_for(published_schema(PROFILE, component, MODEL)).readings
    with path.open(encoding="utf-8", newline="") as file:
        for cells in islice(csv.DictReader(file), most):
            yield read_row(readings, cells)


def _table(component: str, rows: int, rounds: int, folder: Path) -> None:
    schema = published_schema(PROFILE, component, MODEL)
    plan = plan_for(schema)
    path = folder / f"{component}.csv"
    synthetic_table(PROFILE, component, rows, seed=1).frame.write_csv(path)
    frame = next(read_tables(Source(path.name, path))).frame
    rust = jsonschema_rs.Draft7Validator(schema.schema)
    python = jsonschema.Draft7Validator(schema.schema)

    def errors(validator: jsonschema_rs.Draft7Validator | jsonschema.Draft7Validator, most: int | None = None) -> int:
        return sum(1 for row in _rows(path, component, most) for _ in validator.iter_errors(row))

    seconds = _least(
        {
            "parse": lambda: pl.read_csv(path, infer_schema=False),
            "judge": lambda: plan.judge(frame),
            "whole": lambda: _ours(path, component),
            "rust": lambda: errors(rust),
            "python": lambda: errors(python, PYTHON_ROWS),
        },
        rounds,
    )
    count = errors(rust)
    assert _ours(path, component) == count, "the verdicts differ"
    seconds["python"] *= rows / min(PYTHON_ROWS, rows)
    parse, whole = seconds["parse"], seconds["whole"]
    print(f"{component}, {rows:,} rows of {path.stat().st_size / 1e6:.0f} MB, {count:,} errors listed")
    print(f"  judging what is read: {parse / seconds['judge']:.2f} of the rate of polars' CSV reader")
    print(f"  reading and judging:  {parse / whole:.2f} of the rate of polars' CSV reader, ", end="")
    print(f"{seconds['python'] / whole:,.0f}x jsonschema and {seconds['rust'] / whole:.1f}x jsonschema-rs from CSV")


def _identifying(component: str, rounds: int, folder: Path) -> None:
    """Measure what looking for identifying data adds to the check of a table."""
    path = folder / f"{component}.csv"
    (table,) = read_tables(Source(path.name, path))
    judge = Judge(PROFILE.privacy, b"of this run only", PROFILE, MODEL)
    question = Question(paths=[path], model=MODEL, component=component)
    seconds = _least(
        {
            "check": lambda: check_submission(question, PROFILE, HINTS),
            "detectors": lambda: judge.table(table, component),
        },
        rounds,
    )
    without = seconds["check"] - seconds["detectors"]
    print(f"  a check with detectors of identifying data: {seconds['check'] / without:.2f} times one without them")


def _single(component: str, rows: int) -> None:
    schema = bound_schema(PROFILE, component, MODEL)
    model = PROFILE.models[MODEL]
    context = context_of(model, model.components[component], PROFILE.overlay.identifiers)
    cells = list(synthetic_table(PROFILE, component, rows, seed=2, bad_share=0.05).frame.iter_rows(named=True))
    judge_row(schema, cells[0])
    seconds = _cpu(lambda: [word(schema, judge_row(schema, one), context=context) for one in cells])
    print(f"  one row of {component}, worded where it is bad: {seconds / rows * 1e6:.0f} us")


def _peak(path: Path, component: str) -> None:
    """Measure the memory of a check in a process of its own."""
    program = (
        "import resource, sys; from theatrum.doors.cli import main; from theatrum.wiring.main import LocalServer\n"
        "try: main.theatrum.main(args=sys.argv[1:], prog_name='theatrum', obj=LocalServer())\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    with (path.parent / "report.json").open("wb") as report:
        done = subprocess.run(
            [sys.executable, "-c", program, "check", str(path), "--component", component, "--format", "json"],
            check=False,
            stdout=report,
            stderr=subprocess.PIPE,
        )
    peak = int(done.stderr.split()[-1]) * 1024
    size = path.stat().st_size
    print(f"  a check of {size / 1e6:,.0f} MB takes {peak / 1e6:,.0f} MB of memory: {peak / size:.1f} times the file")


def _memory(folder: Path) -> None:
    frame = synthetic_table(PROFILE, "BiospecimenData", 100_000, seed=3).frame
    lines = io.BytesIO()
    frame.write_csv(lines)
    header, _, body = lines.getvalue().partition(b"\n")
    for copies in (4, 16):
        path = folder / f"large{copies}.csv"
        path.write_bytes(header + b"\n" + body * copies)
        _peak(path, "BiospecimenData")
        path.unlink()


def _cold(folder: Path) -> None:
    path = folder / "cold.csv"
    synthetic_table(PROFILE, "Demographics", COLD_ROWS, seed=4).frame.write_csv(path)
    # As it is installed: with the bytecode of modules kept.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "theatrum.wiring.main", "check", str(path), "--format", "json"]
    walls = []
    for _ in range(6):
        began = time.perf_counter()
        done = subprocess.run(command, check=False, capture_output=True, env=environment)
        walls.append(time.perf_counter() - began)
        assert json.loads(done.stdout)["summary"]["inputs"][0]["rows"] == COLD_ROWS
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import polars"], check=True, env=environment)
    polars = time.perf_counter() - began
    print(
        f"theatrum check of {COLD_ROWS:,} rows, a new process: {min(walls):.2f} s (import polars alone {polars:.2f} s)"
    )


def main() -> None:
    """Measure everything."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for component in COMPONENTS:
            _table(component, rows, rounds, folder)
            _identifying(component, rounds, folder)
            _single(component, SINGLE_ROWS)
        _memory(folder)
        _cold(folder)


if __name__ == "__main__":
    main()
