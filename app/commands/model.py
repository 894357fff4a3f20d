"""Make VR-ready derivatives of one scan, without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import click
from rich.table import Table

from app.console import as_json_option, pick, print_json, progress_bar, terminal
from app.logs import configure_logs
from app.making import building, move_all, scan_in
from app.settings import load_step_bounds

TARGET = "models3d.workshop:run"
_NUMBERS = ("triangles", "vertices", "texture_px", "draw_calls", "bytes", "rms_mm", "p95_mm")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@click.option("--unit", type=click.Choice(["mm", "cm", "m"]), help="Unit of the file's lengths, when you know it.")
@click.option("--height-mm", type=click.FloatRange(min=0, min_open=True), help="Real height of the object.")
@as_json_option
def command(file: Path, out: Path, unit: str | None, height_mm: float | None, *, as_json: bool) -> None:
    """Turn FILE (a scan, a folder of one, or a ZIP) into derivatives for web, phone and headset.

    Writes thumb.glb, phone.glb, vr.glb, desktop.glb, ar.usdz, poster.webp and report.json into the folder --out;
    a refused file leaves the folder as it was.
    """
    configure_logs()
    with progress_bar() as progress:
        report = make_model(file, out, {"unit": unit, "height_mm": height_mm}, progress)
    if as_json:
        print_json(report)
    else:
        _print_summary(report, out)


def make_model(
    file: Path, out: Path, wishes: Mapping[str, object], progress: Callable[[str, float], None]
) -> dict[str, object]:
    """Derivatives of ``file`` in ``out`` and the report; all of them, or an error and none.

    Raises:
        RefusedError: the file is not a scan, or not a whole one.
        StepError: the step failed, with the code of its fault.
    """
    from ingest.sandbox import StepLimits, run_step

    gigabytes, minutes = load_step_bounds()
    limits = StepLimits(memory_bytes=int(gigabytes * 1e9), seconds=minutes * 60)
    name = file.resolve().name
    with building(out) as (made, unpacked):
        source = scan_in(file, unpacked, name)
        given = {key: value for key, value in wishes.items() if value is not None}
        arguments = {"source": str(source), "out": str(made), "file": name, "name": file.stem, **given}
        report = run_step(TARGET, arguments, limits=limits, on_progress=progress)
        report.pop("_usage", None)
        move_all(made, out)
    return report


def _print_summary(report: Mapping[str, object], out: Path) -> None:
    """What was made, as a table a person reads."""
    console = terminal()
    table = Table(title=pick(vi=f"Kết quả trong {out}", en=f"Results in {out}"))
    table.add_column(pick(vi="tệp", en="file"))
    for key in _NUMBERS:
        table.add_column(key, justify="right")
    for row in _rows(report, "derivatives"):
        table.add_row(str(row.get("file", "")), *(_cell(row.get(key)) for key in _NUMBERS))
    console.print(table)
    failed = [str(rule.get("id")) for rule in _rows(report, "rules") if rule.get("passed") is False]
    if report.get("vr_ready") is True:
        console.print(pick(vi="Đạt hồ sơ vr-ready/1.", en="Meets the profile vr-ready/1."))
    else:
        rules = ", ".join(failed) or "–"
        console.print(pick(vi=f"Chưa đạt vr-ready/1: {rules}", en=f"Does not meet vr-ready/1: {rules}"))
    for warning in _rows(report, "warnings"):
        console.print(f"! {warning.get('message') or warning.get('code')}", markup=False)


def _rows(report: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    """A list of tables in the report."""
    return cast("Sequence[Mapping[str, object]]", report.get(key) or ())


def _cell(value: object) -> str:
    """A number in a table."""
    if isinstance(value, float):
        return f"{value:,.3g}"
    return f"{value:,}" if isinstance(value, int) else "–"
