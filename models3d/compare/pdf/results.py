"""The pages with what was measured: statistics, maps, regions, sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any  # the report is JSON

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from models3d.compare.charts import SIDE_WORDS
from models3d.compare.cuts import SectionFigure
from models3d.compare.pdf.facts import ReportFacts
from models3d.compare.pdf.figures import (
    area,
    count,
    encoded,
    figure,
    legend,
    percent,
    picture,
    place,
    sheet_drawing,
    signed,
    volume,
)  # fmt: skip
from models3d.compare.pdf.front import Report, pick
from models3d.compare.pdf.style import MM, WIDTH, gap, para
from models3d.compare.pdf.tables import data_table, facts_table, grid
from models3d.compare.pdf.words import FLAGS, Language, say
from models3d.compare.pictures import RegionPicture, ReportPictures, ViewPicture
from models3d.measure.sheet import Sheet, SheetWords, lay_out

_STATISTICS = ("n", "mean_mm", "std_mm", "rms_mm", "p05_mm", "p50_mm", "p95_mm", "min_mm", "max_mm")
_MOST_ROWS = 60
_MAPS_MM = 178.0  # height for both rows of maps on their page
_SECTION_MM = (WIDTH / MM, 112.0)


def statistics(report: Report, pictures: ReportPictures, language: Language) -> list[Flowable]:
    """Give the table of distances, of the value used and of each method, the totals and the histogram."""
    columns = [("used", report["deviations"])]
    methods = report.get("methods", {})
    columns += [(name, methods[key]) for key, name in (("c2m", "C2M"), ("m3c2", "M3C2")) if key in methods]
    heads = [say("in_mm", language), *(say("used", language) if name == "used" else name for name, _ in columns)]
    rows = [
        [say(f"stat_{key}", language), *(_statistic(block, key, language) for _, block in columns)]
        for key in _STATISTICS
    ]
    return [
        para(say("statistics", language), "h1"),
        data_table(heads, rows, [2.2, *([1.0] * len(columns))]),
        gap(4),
        facts_table([(label, [value]) for label, value in _totals(report, language)], label_mm=62),
        gap(3),
        KeepTogether([encoded(pictures.histogram[language], WIDTH), para(say("histogram", language), "caption")]),
    ]


def maps(pictures: ReportPictures, language: Language) -> list[Flowable]:
    """Give the page of all six sides, to one scale, with the legend."""
    if not pictures.views:
        return []
    rows = [pictures.views[start : start + 3] for start in range(0, len(pictures.views), 3)]
    wide = 3 * max(view.pixels.shape[1] for view in pictures.views)
    tall = sum(max(view.pixels.shape[0] for view in row) for row in rows)
    point = min(WIDTH / wide, _MAPS_MM * MM / tall)  # points of paper per pixel
    cells: list[Sequence[object]] = []
    for row in rows:
        cells.append([_map_cell(view, point) for view in row])
        cells.append([para(_side_name(view, language), "caption") for view in row])
    return [
        PageBreak(),
        para(say("maps", language), "h1"),
        para(say("maps_text", language)),
        grid(cells, [WIDTH / 3] * 3),
        gap(2),
        legend(pictures.scale, language, WIDTH),
    ]


def regions(report: Report, pictures: ReportPictures, language: Language) -> list[Flowable]:
    """Give the table of changed places and the pictures of the largest."""
    found = report["regions"]
    story: list[Flowable] = [PageBreak(), para(say("regions", language), "h1")]
    if not found:
        return [*story, para(say("regions_none", language))]
    story += [*_region_table(found, language), *_region_cards(found, pictures, language)]
    return [*story, gap(1), legend(pictures.scale, language, WIDTH)] if pictures.regions else story


def sections(pictures: ReportPictures, facts: ReportFacts, language: Language) -> list[Flowable]:
    """Give the section drawings, each to its stated scale."""
    drawn = [
        sheet_drawing(sheet)
        for section in pictures.sections
        if (sheet := section_sheet(section, facts, language)) is not None
    ]
    if not drawn:
        return []
    first = KeepTogether([para(say("sections", language), "h1"), para(say("sections_text", language)), drawn[0]])
    return [PageBreak(), first, *drawn[1:]]


def region_words(region: Mapping[str, Any], language: Language) -> str:
    """Name a region with its kind, depth and area."""
    return say(
        "region", language, id=str(region["id"]), kind=say(region["kind"], language),
        depth=figure(abs(region["max_mm"]), language, 2), area=area(region["area_mm2"], language),
    )  # fmt: skip


def _region_table(found: Sequence[Mapping[str, Any]], language: Language) -> list[Flowable]:
    heads = [say(key, language) for key in ("id", "kind", "area", "volume", "max", "centroid", "flags")]
    rows = [_region_row(region, language) for region in found[:_MOST_ROWS]]
    note = say("regions_note", language)
    if len(found) > _MOST_ROWS:
        note += " " + say("regions_more", language, n=count(_MOST_ROWS, language))
    table = data_table(heads, rows, [1.15, 0.85, 1.5, 2.6, 2.3, 3.2, 2.3], words=2)
    return [table, gap(1.5), para(note, "caption")]


def _region_cards(found: Sequence[Mapping[str, Any]], pictures: ReportPictures, language: Language) -> list[Flowable]:
    by_id = {int(region["id"]): region for region in found}
    return [_region_card(one, by_id[one.region], language) for one in pictures.regions if one.region in by_id]


def _statistic(block: Mapping[str, float], key: str, language: Language) -> str:
    if key == "n":
        return count(block["n"], language)
    return figure(block[key], language, 4 if abs(block[key]) < 0.01 else 3)


def _totals(report: Report, language: Language) -> list[tuple[str, str]]:
    changed = report["changed"]
    share = say("of_surface", language, share=percent(changed["fraction"], language))
    rows = [
        ("lod", f"{figure(report['level_of_detection_mm']['median'], language, 3)} mm"),
        ("changed_area", f"{area(changed['area_mm2'], language)} ({share})"),
        ("volume_loss", volume(abs(report["volume"]["loss_mm3"]), None, language)),
        ("volume_gain", volume(abs(report["volume"]["gain_mm3"]), None, language)),
    ]
    if "no_data" in report:
        rows.append(("no_data", percent(report["no_data"]["fraction"], language)))
    if "disagree_fraction" in report.get("methods", {}):
        rows.append(("disagree", percent(report["methods"]["disagree_fraction"], language)))
    return [(say(key, language), value) for key, value in rows]


def _map_cell(view: ViewPicture, point: float) -> Flowable:
    return picture(view.pixels, view.pixels.shape[1] * point)


def _side_name(view: ViewPicture, language: Language) -> str:
    return pick(SIDE_WORDS[view.side], language)


def _region_row(region: Mapping[str, Any], language: Language) -> list[str]:
    flags = ", ".join(
        pick(FLAGS.get(flag, (flag.replace("_", " "),) * 2), language) for flag in region.get("flags", ())
    )
    depth = f"{signed(region['max_mm'], language, 2)} ± {figure(1.96 * region.get('sigma_mm', 0.0), language, 2)}"
    return [
        str(region["id"]), say(region["kind"], language), area(region["area_mm2"], language),
        volume(abs(region["volume_mm3"]), region.get("volume_sigma_mm3"), language), depth,
        place(region["centroid_mm"], language), flags or "–",
    ]  # fmt: skip


def _region_card(shown: RegionPicture, region: Mapping[str, Any], language: Language) -> KeepTogether:
    width = (WIDTH - 12) / 3
    cells = (("before", shown.earlier), ("after", shown.later), ("deviation", shown.deviation))
    tall = max(pixels.shape[0] for _, pixels in cells)
    rows = [
        [para(say(key, language), "caption") for key, _ in cells],
        [picture(_stretch(pixels, tall), width) for _, pixels in cells],
    ]
    return KeepTogether([para(region_words(region, language), "h2"), grid(rows, [WIDTH / 3] * 3)])


def _stretch(pixels: Any, tall: int) -> Any:  # noqa: ANN401  an array of bytes in and out
    """White rows below, so that pictures with and without a scale bar stand on one line."""
    import numpy as np

    return np.pad(pixels, ((0, tall - pixels.shape[0]), (0, 0), (0, 0)), constant_values=255)


def section_sheet(section: SectionFigure, facts: ReportFacts, language: Language) -> Sheet | None:
    """Lay the section out; None when the plane met nothing."""
    if not section.pair.earlier and not section.pair.later:
        return None
    words = SheetWords(
        title=say("section", language, id=section.name),
        earlier=_dated("earlier", pick(facts.earlier.date, language), language),
        later=_dated("later", pick(facts.later.date, language), language),
        loss=say("loss", language).capitalize(),
        gain=say("gain", language).capitalize(),
        scale=say("drawing_scale", language),
        note="mm",
    )
    return lay_out(section.pair, section.bands, _SECTION_MM, words, margin_mm=2.0)


def _dated(key: str, date: str, language: Language) -> str:
    return f"{say(key, language)} ({date})" if date else say(key, language)
