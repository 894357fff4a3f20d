"""Every file of a comparison, written side by side into one folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any  # the report is JSON

import numpy as np

from models3d.compare.colours import colour_of
from models3d.compare.files import (
    scene_frame,
    write_deviation_csv,
    write_deviation_glb,
    write_deviation_ply,
    write_earlier_glb,
)
from models3d.compare.mapfiles import write_maps
from models3d.compare.order import Order
from models3d.compare.pdf import ReportFacts, SessionFacts, write_report_pdf
from models3d.compare.pdf.results import section_sheet
from models3d.compare.pictures import ReportPictures, make_pictures
from models3d.compare.result import Result
from models3d.compare.types import Epoch, Triple
from models3d.compare.wording import say
from models3d.measure.drawings import write_dxf, write_pdf, write_svg
from models3d.steplog import StepLog


def write_outputs(folder: Path, order: Order, result: Result, report: Mapping[str, Any], log: StepLog) -> None:
    """Write all files but ``report.json`` into ``folder``; the same result gives the same bytes.

    ``report.pdf deviation.ply deviation.glb earlier.glb deviation.csv histogram.png views.png`` and, for each of the
    leading regions, ``section-N.svg section-N.dxf section-N.pdf``; for each side that shows something ``map-SIDE.svg``,
    all of them in ``maps.pdf``.
    """
    with log.step("pictures", "matplotlib"):
        pictures = make_pictures(result.findings)
        (folder / "histogram.png").write_bytes(pictures.histogram_png())
        (folder / "views.png").write_bytes(pictures.views_png())
    with log.step("write", "reportlab"):
        _write_values(folder, result, pictures)
        facts = read_facts(order, result, report)
        _write_sections(folder, pictures, facts)
        write_maps(folder, pictures, facts)
        write_report_pdf(folder / "report.pdf", dict(report), pictures, facts)


def _write_values(folder: Path, result: Result, pictures: ReportPictures) -> None:
    """What programs read; written places are those of the earlier file's own frame."""
    found, values = result.findings, result.deviations
    shift = found.earlier.shift_m
    colors = colour_of(values.distance_m * 1e3, pictures.scale.limit_mm, values.lod_m * 1e3)
    frame = scene_frame(found.earlier)
    write_deviation_ply(folder / "deviation.ply", _unshifted(result, shift), values, colors)
    write_deviation_glb(folder / "deviation.glb", result.aligned, values, frame, found.distances, found.regions)
    write_earlier_glb(folder / "earlier.glb", found.earlier, frame)
    cores = dataclasses.replace(found.distances, cores=found.distances.cores + np.asarray(shift))
    write_deviation_csv(folder / "deviation.csv", cores, found.detection, found.regions)


def _unshifted(result: Result, shift: Triple) -> Epoch:
    """The aligned survey with its points where the earlier file has them."""
    return dataclasses.replace(result.aligned, positions=result.aligned.positions + np.asarray(shift))


def _write_sections(folder: Path, pictures: ReportPictures, facts: ReportFacts) -> None:
    """Drawings to scale; Vietnamese words on the sheet, as on the report's first part."""
    for section in pictures.sections:
        sheet = section_sheet(section, facts, "vi")
        if sheet is None:
            continue
        write_svg(folder / f"section-{section.name}.svg", sheet)
        write_pdf(folder / f"section-{section.name}.pdf", sheet)
        write_dxf(folder / f"section-{section.name}.dxf", section.pair, section.bands)


def read_facts(order: Order, result: Result, report: Mapping[str, Any]) -> ReportFacts:
    """Give the words beside the numbers, from what the caller knows; nothing is made up."""
    given = order.facts
    title = given.get("title_vi", "") or given.get("title_en", "")
    return ReportFacts(
        title=(title, given.get("title_en", "") or title),
        number=given.get("number", ""),
        made_by=given.get("author", ""),
        made_on=(given.get("made_on", ""), given.get("made_on", "")),
        report_id=given.get("report_id", ""),
        digest=str(report["digest"]),
        earlier=_session(given, "earlier"),
        later=_session(given, "later"),
        notices=tuple(say(notice, order.texts) for notice in result.notices),
    )


def _session(given: Mapping[str, str], which: str) -> SessionFacts:
    date = given.get(f"{which}_date", "")
    return SessionFacts(date=(date, date), sensor=given.get(f"{which}_sensor", ""))
