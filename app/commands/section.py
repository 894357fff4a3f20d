"""Draw sections and profiles through two aligned scans, to scale, without a database."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from app.commands.compare import read_numbers, read_text
from app.console import as_json_option, pick, print_json, progress_bar, terminal
from app.logs import configure_logs
from app.making import building, move_all, scan_in
from app.settings import load_step_bounds
from app.texts import notice_texts

TARGET = "models3d.comparison_drawings:run"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("earlier", type=click.Path(exists=True, path_type=Path))
@click.argument("later", type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the drawings.")
@click.option("--report", type=_FILE, help="report.json of their comparison: alignment, units, level of detection.")
@click.option("--registered", is_flag=True, help="Both files are aligned already.")
@click.option("--matrix", type=_FILE, help="File of 16 numbers, row by row: later to earlier, metres.")
@click.option("--unit", type=click.Choice(["mm", "cm", "m"]), help="Unit of both files, when you know it.")
@click.option("--plane", "planes", multiple=True, metavar='"x,y,z nx,ny,nz"', help="Point and normal; repeatable.")
@click.option("--profile", "profiles", multiple=True, type=_FILE, help="CSV with x,y,z on each line; repeatable.")
@as_json_option
def command(earlier: Path, later: Path, out: Path, *, as_json: bool, **wishes: object) -> None:
    """Draw sections (--plane) and profiles (--profile) through the scans EARLIER and LATER.

    Places are millimetres in the earlier file's own frame, as in report.json. Writes plane-N.svg, .pdf, .dxf, .csv and
    profile-N.svg, .pdf, .csv into the folder --out: all of them, or an error and none.
    """
    configure_logs()
    arguments = _arguments(wishes)
    with progress_bar() as progress:
        made = draw_scans((earlier, later), out, arguments, progress)
    if as_json:
        print_json(made)
    else:
        _print_summary(made, out)


def draw_scans(
    scans: tuple[Path, Path], out: Path, wishes: Mapping[str, object], progress: Callable[[str, float], None]
) -> dict[str, object]:
    """What was drawn, and the drawings in ``out``; all of them, or an error and none.

    Raises:
        RefusedError: a file is not a scan, or not a whole one.
        StepError: a drawing can't be made, or the step failed; with the code of its fault.
    """
    from ingest.sandbox import StepLimits, run_step

    gigabytes, minutes = load_step_bounds()
    limits = StepLimits(memory_bytes=int(gigabytes * 1e9), seconds=minutes * 60)
    with building(out) as (made, unpacked):
        given: dict[str, object] = {"out": str(made), "texts": notice_texts(), **wishes}
        for which, path in zip(("earlier", "later"), scans, strict=True):
            name = path.resolve().name
            given |= {which: str(scan_in(path, unpacked / which, name)), f"{which}_name": name}
        told = run_step(TARGET, given, limits=limits, on_progress=progress)
        told.pop("_usage", None)
        move_all(made, out)
    return told


def _arguments(wishes: Mapping[str, object]) -> dict[str, object]:
    """The options as the workshop takes them.

    Raises:
        UsageError: not exactly one way to align, nothing to draw, or a text that doesn't hold its numbers.
    """
    ways = [name for name in ("report", "registered", "matrix") if wishes[name]]
    if len(ways) != 1:
        raise click.UsageError(
            pick(
                vi="Cần đúng một trong --report, --registered, --matrix.",
                en="Give exactly one of --report, --registered, --matrix.",
            )
        )
    planes, profiles = wishes["planes"], wishes["profiles"]
    if not planes and not profiles:
        raise click.UsageError(pick(vi="Cần --plane hoặc --profile.", en="Give --plane or --profile."))
    report, matrix = wishes["report"], wishes["matrix"]
    known = _read_report(report) if isinstance(report, Path) else {}
    given: dict[str, object] = {
        "registered": bool(wishes["registered"]),
        "matrix": read_numbers(read_text(matrix), 16, "--matrix") if isinstance(matrix, Path) else None,
        "planes": [_plane(text) for text in _sequence(planes)],
        "profiles": [
            {"path_mm": _path(path), "name": path.stem} for path in _sequence(profiles) if isinstance(path, Path)
        ],
        "facts": {},
        **known,
    }
    return given | ({f"unit_{which}": wishes["unit"] for which in ("earlier", "later")} if wishes["unit"] else {})


def _sequence(values: object) -> Sequence[object]:
    return values if isinstance(values, tuple) else ()


def _read_report(path: Path) -> dict[str, object]:
    """Alignment, units and level of detection of a finished comparison."""
    try:
        report = json.loads(read_text(path))
        matrix = [float(value) for row in report["registration"]["matrix"] for value in row]
        units = {f"unit_{which}": report[which]["unit"] for which in ("earlier", "later")}
        lod = float(report["level_of_detection_mm"]["median"])
    except (ValueError, KeyError, TypeError):
        message = pick(
            vi=f"{path.name}: không phải report.json của một lần so sánh",
            en=f"{path.name}: not the report.json of a comparison",
        )
        raise click.UsageError(message) from None
    return {"matrix": matrix, "lod_mm": lod, **{name: unit if unit != "?" else None for name, unit in units.items()}}


def _plane(text: object) -> dict[str, object]:
    numbers = read_numbers(str(text), 6, "--plane")
    return {"point_mm": numbers[:3], "normal": numbers[3:]}


def _path(path: Path) -> list[list[float]]:
    """Three numbers a line; a first line of names is left out."""
    rows = [row for row in csv.reader(read_text(path).splitlines()) if row and not row[0].lstrip().startswith("#")]
    if rows and not rows[0][0].strip().lstrip("+-.").replace(".", "").isdecimal():
        rows = rows[1:]
    return [read_numbers(",".join(row), 3, "--profile") for row in rows]


def _print_summary(made: Mapping[str, object], out: Path) -> None:
    """One line for each drawing."""
    rows = made.get("drawings")
    console = terminal()
    for row in rows if isinstance(rows, list) else []:
        loss, gain = (f"{value:.3f} mm" if (value := row.get(f"max_{kind}_mm")) else "–" for kind in ("loss", "gain"))
        console.print(
            pick(
                vi=f"{out / row['name']}: tỷ lệ {row['scale']}, mất nhiều nhất {loss}, thêm nhiều nhất {gain}",
                en=f"{out / row['name']}: scale {row['scale']}, deepest loss {loss}, highest gain {gain}",
            ),
            markup=False,
        )
