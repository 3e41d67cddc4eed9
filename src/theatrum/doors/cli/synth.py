"""``theatrum synth``: a synthetic submission, for practice, tests and measurements. Works offline."""

import contextlib
import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theatrum.doors.cli.options import json_option, write_json
from theatrum.doors.cli.profiles import chosen_profile

if TYPE_CHECKING:  # these import polars and pydantic, which takes longer than --help may
    from theatrum.checks.profile.profile import Profile
    from theatrum.checks.synthesis.centers import Batch, Order
    from theatrum.doors.cli.synthetic import Written

_ALL = "all"
_MEGABYTE = 1_000_000
_PLANTED = 5000


def _list_defects(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's flag
    if not value or ctx.resilient_parsing:
        return
    from theatrum.checks.synthesis.defects.catalogue import classes_of  # slow import

    classes = classes_of(chosen_profile(None))
    width = max(map(len, classes))
    for name, one in classes.items():
        click.echo(f"{name:<{width}}  {one.about}")
    ctx.exit()


@click.command()
@click.option("--center", help="The center whose submission it is, such as HTA201.")
@click.option("--participants", type=click.IntRange(min=1), help="How many participants.")
@click.option(
    "--defects",
    is_flag=False,
    flag_value=_ALL,
    metavar="[CLASS,...]",
    help="Plant a defect of each class, or of all classes, and list them beside the folder.",
)
@click.option(
    "--list-defects", is_flag=True, is_eager=True, expose_value=False, callback=_list_defects, help="List the classes."
)
@click.option(
    "--privacy", "is_privacy", is_flag=True, help="In place of a center: planted identifiers, and a list of them."
)
@click.option("--size", type=click.IntRange(min=1), help="With --privacy: how many planted cells. Default: 5000.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same submission.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder. Default: synthetic-CENTER.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True, help="Format of tables."
)
@click.option("--files/--no-files", "has_files", default=True, help="With data files (default), or records only.")
@json_option
def synth(
    *,
    center: str | None,
    participants: int | None,
    defects: str | None,
    is_privacy: bool,
    size: int | None,
    seed: int,
    output: Path | None,
    form: str,
    has_files: bool,
    as_json: bool,
) -> None:
    """Make up the submission of a center: records, specimens, data files and the tables about them.

    Nothing in it is of a real person, and it is valid but for the defects that are asked for. Data
    files are small, yet large enough to be taken for real ones: count on 5 MB a participant.

    With --privacy, tables, headers of files, archives and names hold made-up identifiers of every
    class. They are listed beside the folder, to measure what finds them.

    \b
    Example:  theatrum synth --center HTA201 --participants 10 --defects
              theatrum check synthetic-HTA201
    Privacy:  theatrum synth --privacy --size 2000
    """  # noqa: D301  # \b is click's
    if is_privacy:
        if participants or defects:
            raise click.UsageError("--participants and --defects are for centers. Leave them out with --privacy.")
        _plant(center, size or _PLANTED, seed, output or Path("synthetic-privacy"), as_json=as_json)
        return
    if center is None or participants is None:
        raise click.UsageError("Name --center and --participants, or ask for --privacy.")
    if size is not None:
        raise click.UsageError("--size is for --privacy.")
    from theatrum.checks.synthesis.centers import Order  # slow import
    from theatrum.checks.synthesis.defects.catalogue import classes_of  # slow import
    from theatrum.checks.synthesis.defects.planting import checked  # slow import

    profile = chosen_profile(None)
    wanted = tuple(classes_of(profile)) if defects == _ALL else checked(profile, _split(defects))
    order = Order(
        center=center,
        participants=participants,
        seed=seed,
        has_files=has_files,
        defects=wanted,
        is_workbook=form == "xlsx",
    )
    place = output or Path(f"synthetic-{center}")
    written, first = _write(profile, order, place)
    lists = _write_defects(place, first) if defects else []
    _tell(place, order, written, first, lists, as_json=as_json)


def _plant(center: str | None, size: int, seed: int, place: Path, *, as_json: bool) -> None:
    """Write a corpus of planted identifiers, and the list of them beside it."""
    from theatrum.checks.synthesis.privacy.corpus import corpus  # slow import
    from theatrum.doors.cli.synthetic import write_corpus  # slow import

    truth = place.with_name(f"{place.name}.truth.jsonl")
    written, count = write_corpus(place, truth, corpus(chosen_profile(None), size=size, seed=seed, center=center))
    if as_json:
        write_json(
            {"folder": str(place), "truth": str(truth), "files": written.files, "bytes": written.size, "planted": count}
        )
        return
    size_told = written.size / _MEGABYTE
    click.echo(f"{place}: {written.files:,} files ({size_told:,.1f} MB) with {count:,} planted identifiers")
    click.echo(f"They are listed in {truth}")
    click.echo(f"Now check it: theatrum check {place}")


def _split(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def _write(profile: "Profile", order: "Order", place: Path) -> tuple["Written", "Batch"]:
    from theatrum.checks.synthesis.centers import synthesize  # slow import
    from theatrum.checks.synthesis.styles import Style  # slow import
    from theatrum.doors.cli.synthetic import SubmissionFolder  # slow import

    folder = SubmissionFolder(place, Style(is_workbook=order.is_workbook))
    batches = synthesize(profile, order)
    first = next(batches)
    folder.open()
    done = 0
    with _progress(order.participants) as show:
        for batch in _chained(first, batches):
            folder.add(batch.draft, _part_of(show, done, batch.participants))
            done += batch.participants
            show(done)
        folder.close()
    return folder.written, first


def _part_of(show: Callable[[float], None], done: int, more: int) -> Callable[[float], None]:
    return lambda share: show(done + share * more)


def _chained(first: "Batch", others: "Iterator[Batch]") -> "Iterator[Batch]":
    yield first
    yield from others


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[float], None]]:
    """Yield what shows how many participants are done, parts of one included."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Participants", file=sys.stderr) as bar:
        yield lambda done: bar.update(int(done) - bar.pos)


def _write_defects(place: Path, batch: "Batch") -> list[Path]:
    """Write the list of defects beside the folder, where nothing takes it for a part of the submission."""
    defects = [asdict(defect) for defect in batch.defects]
    skipped = [{"name": name, "reason": reason} for name, reason in batch.skipped]
    as_json, as_csv = (place.with_name(f"{place.name}.defects.{ending}") for ending in ("json", "csv"))
    text = json.dumps({"defects": defects, "skipped": skipped}, indent=2, ensure_ascii=False)
    as_json.write_text(text + "\n", encoding="utf-8")
    with as_csv.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(defects[0]) if defects else ["id"])
        writer.writeheader()
        for defect in defects:
            writer.writerow(
                {name: " ".join(fact) if isinstance(fact, tuple) else fact for name, fact in defect.items()}
            )
    return [as_json, as_csv]


def _tell(place: Path, order: "Order", written: "Written", batch: "Batch", lists: list[Path], *, as_json: bool) -> None:
    if as_json:
        write_json(
            {
                "folder": str(place),
                "tables": written.rows,
                "files": written.files,
                "bytes": written.size,
                "defects": [asdict(defect) for defect in batch.defects],
                "skipped": [{"name": name, "reason": reason} for name, reason in batch.skipped],
            }
        )
        return
    rows, size = sum(written.rows.values()), written.size / _MEGABYTE
    click.echo(
        f"{place}: {order.participants:,} participants of {order.center}, {len(written.rows)} tables with "
        f"{rows:,} rows, {written.files:,} data files ({size:,.1f} MB)"
    )
    if lists:
        click.echo(f"{len(batch.defects)} defects are planted; they are listed in {lists[0]} and {lists[1]}")
    for name, reason in batch.skipped:
        click.echo(f"Not planted: {name}, {reason}", err=True)
    click.echo(f"Now check it: theatrum check {place}")
