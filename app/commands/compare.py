"""Measure what changed between two scans of one object, without a database."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from rich.table import Table

from app.console import as_json_option, pick, print_json, progress_bar, terminal
from app.logs import configure_logs
from app.making import building, move_all, scan_in
from app.settings import load_step_bounds
from app.texts import notice_texts

TARGET = "models3d.comparison:run"


@click.command()
@click.argument("earlier", type=click.Path(exists=True, path_type=Path))
@click.argument("later", type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@click.option("--unit", type=click.Choice(["mm", "cm", "m"]), help="Unit of both files, when you know it.")
@click.option("--registered", is_flag=True, help="Both files are aligned already.")
@click.option("--noise-mm", metavar="A,B", help="One-sigma noise of a point: earlier, later.")
@click.option(
    "--pairs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of point pairs in metres, a pair a line: earlier x,y,z, later x,y,z.",
)
@click.option(
    "--matrix",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of 16 numbers, row by row: later to earlier, metres.",
)
@click.option("--free-scale", is_flag=True, help="Find the scale as well: only when the later scan has no true scale.")
@as_json_option
def command(earlier: Path, later: Path, out: Path, *, as_json: bool, **wishes: object) -> None:
    """Compare the scan LATER with the scan EARLIER of the same object.

    Writes report.json, report.pdf, deviation.ply, deviation.glb, deviation.csv, histogram.png, views.png and more
    into the folder --out; where the scans can't be compared, the folder stays as it was.
    """
    configure_logs()
    arguments = _arguments(wishes)
    with progress_bar() as progress:
        report = compare_scans(earlier, later, out, arguments, progress)
    if as_json:
        print_json(report)
    else:
        _print_summary(report, out)


def compare_scans(
    earlier: Path, later: Path, out: Path, wishes: Mapping[str, object], progress: Callable[[str, float], None]
) -> dict[str, object]:
    """The report, and every file of the comparison in ``out``; all of them, or an error and none.

    Raises:
        RefusedError: a file is not a scan, or not a whole one.
        StepError: the scans can't be compared, or the step failed; with the code of its fault.
    """
    from ingest.sandbox import StepLimits, run_step

    gigabytes, minutes = load_step_bounds()
    limits = StepLimits(memory_bytes=int(gigabytes * 1e9), seconds=minutes * 60)
    names = {"earlier": earlier.resolve().name, "later": later.resolve().name}
    with building(out) as (made, unpacked):
        sources = {
            which: str(scan_in(path, unpacked / which, names[which]))
            for which, path in (("earlier", earlier), ("later", later))
        }
        arguments = {
            **sources,
            "out": str(made),
            "file": f"{names['earlier']} → {names['later']}",
            "earlier_name": names["earlier"],
            "later_name": names["later"],
            "texts": notice_texts(),
            **wishes,
        }
        report = run_step(TARGET, arguments, limits=limits, on_progress=progress)
        report.pop("_usage", None)
        move_all(made, out)
    return report


def _arguments(wishes: Mapping[str, object]) -> dict[str, object]:
    """The options as the workshop takes them.

    Raises:
        UsageError: more than one way to align, a free scale where the pose is given, or a text that doesn't hold its
            numbers.
    """
    ways = [name for name in ("registered", "pairs", "matrix") if wishes[name]]
    if len(ways) > 1:
        raise click.UsageError(
            pick(
                vi="Chỉ chọn một trong --registered, --pairs, --matrix.",
                en="Give only one of --registered, --pairs, --matrix.",
            )
        )
    if wishes["free_scale"] and (wishes["registered"] or wishes["matrix"]):
        raise click.UsageError(
            pick(
                vi="--free-scale không đi cùng --registered hay --matrix.",
                en="--free-scale does not go with --registered or --matrix.",
            )
        )
    noise, pairs, matrix = wishes["noise_mm"], wishes["pairs"], wishes["matrix"]
    return {
        "unit_earlier": wishes["unit"],
        "unit_later": wishes["unit"],
        "registered": bool(wishes["registered"]),
        "noise_mm": read_numbers(str(noise), 2, "--noise-mm") if noise else None,
        "pairs": _pairs(pairs) if isinstance(pairs, Path) else None,
        "matrix": read_numbers(read_text(matrix), 16, "--matrix") if isinstance(matrix, Path) else None,
        "free_scale": bool(wishes["free_scale"]),
        "facts": {},
    }


def _pairs(path: Path) -> list[list[list[float]]]:
    """Six numbers a line; a first line of names is left out."""
    rows = [row for row in csv.reader(read_text(path).splitlines()) if row and not row[0].lstrip().startswith("#")]
    if rows and not _is_number(rows[0][0]):
        rows = rows[1:]
    numbers = [read_numbers(",".join(row), 6, "--pairs") for row in rows]
    return [[row[:3], row[3:]] for row in numbers]


def read_numbers(text: str, count: int, option: str) -> list[float]:
    """Exactly so many numbers, parted by commas, blanks or brackets (a JSON list will do)."""
    words = [word for word in re.split(r"[\s,;\[\]]+", text) if word]
    if len(words) != count or not all(map(_is_number, words)):
        raise click.UsageError(
            pick(
                vi=f"{option}: cần {count} số, nhận được: {text[:80]}",
                en=f"{option}: {count} numbers, not: {text[:80]}",
            )
        )
    return [float(word) for word in words]


def _is_number(word: str) -> bool:
    """Whether a word is a finite number."""
    try:
        return abs(float(word)) < float("inf")
    except ValueError:
        return False


def read_text(path: Path) -> str:
    """A small text file; a byte-order mark is left out."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.UsageError(pick(vi=f"{path.name}: không phải văn bản", en=f"{path.name}: not text")) from None


def _print_summary(report: Mapping[str, object], out: Path) -> None:
    """What was found, as a table a person reads."""
    console = terminal()
    table = Table(title=pick(vi=f"Thay đổi; kết quả trong {out}", en=f"Changes; results in {out}"))
    heads = (
        ("id", "#"),
        ("kind", pick(vi="loại", en="kind")),
        ("max_mm", pick(vi="sâu nhất (mm)", en="deepest (mm)")),
        ("lod_mm", pick(vi="mức phát hiện (mm)", en="detectable (mm)")),
        ("area_mm2", pick(vi="diện tích (mm²)", en="area (mm²)")),
        ("volume_mm3", pick(vi="thể tích (mm³)", en="volume (mm³)")),
    )
    for key, head in heads:
        table.add_column(head, justify="left" if key == "kind" else "right")
    for row in _rows(report, "regions"):
        table.add_row(*(_cell(row.get(key)) for key, _ in heads))
    console.print(table)
    found, lod = _part(report, "registration"), _part(report, "level_of_detection_mm")
    console.print(
        pick(
            vi=f"Sai số chồng khớp {_cell(found.get('sigma_mm'))} mm, phần chung {_cell(found.get('overlap'))}, "
            f"mức phát hiện {_cell(lod.get('median'))} mm.",
            en=f"Alignment error {_cell(found.get('sigma_mm'))} mm, overlap {_cell(found.get('overlap'))}, "
            f"level of detection {_cell(lod.get('median'))} mm.",
        )
    )
    for warning in _rows(report, "warnings"):
        words = pick(vi=str(warning.get("message_vi") or ""), en="") or warning.get("message") or warning.get("code")
        console.print(f"! {words}", markup=False)


def _rows(report: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """A list of tables in the report."""
    rows = report.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _part(report: Mapping[str, object], key: str) -> Mapping[str, object]:
    """A table in the report."""
    part = report.get(key)
    return part if isinstance(part, dict) else {}


def _cell(value: object) -> str:
    """A number or a word in a table."""
    if isinstance(value, float):
        return f"{value:,.4g}"
    return "–" if value is None else str(value)
