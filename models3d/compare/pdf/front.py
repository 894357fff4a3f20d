"""The first pages: what was compared, the main result, the surveys, the registration, the method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # the report is JSON

from reportlab.platypus import Flowable, KeepTogether

from models3d.compare.pdf.facts import Both, ReportFacts, SessionFacts
from models3d.compare.pdf.figures import area, count, figure, legend, millimetres, percent, picture, place, volume
from models3d.compare.pdf.style import MM, WIDTH, gap, para
from models3d.compare.pdf.tables import data_table, facts_table, grid, panel
from models3d.compare.pdf.words import WORDS, Language, say
from models3d.compare.pictures import ReportPictures

Report = Mapping[str, Any]
_HERO_MM = 78.0


def pick(words: Both, language: Language) -> str:
    """Give one language of a pair; the other one when it is empty."""
    first, second = words if language == "vi" else words[::-1]
    return first or second


def title_of(report: Report, facts: ReportFacts, language: Language) -> str:
    """Give the object's title, or the two files' names when nobody gave one."""
    return pick(facts.title, language) or " → ".join(str(report[key]["file"]) for key in ("earlier", "later"))


def opening(report: Report, facts: ReportFacts, pictures: ReportPictures, language: Language) -> list[Flowable]:
    """Give the first page: title, who and when, the main result, one large map with its legend."""
    rows = [
        ("number", facts.number), ("place", pick(facts.place, language)),
        ("organisation", pick(facts.organisation, language)), ("made_by", facts.made_by),
        ("made_on", pick(facts.made_on, language)), ("status", pick(facts.status, language)),
        ("report_no", facts.report_id), ("digest", facts.digest),
    ]  # fmt: skip
    known = [(say(key, language), [value]) for key, value in rows if value]
    story: list[Flowable] = [
        para(say("report", language), "lead"),
        para(title_of(report, facts, language), "title"),
        gap(2),
        *([facts_table(known)] if known else []),
        gap(5),
        panel([para(say("summary", language), "h2"), *main_result(report, language)]),
    ]
    if pictures.views:
        story += [gap(4), *_hero(pictures, language)]
    return story


def main_result(report: Report, language: Language) -> list[Flowable]:
    """Say in three sentences what was found."""
    regions, lod = report["regions"], figure(report["level_of_detection_mm"]["median"], language, 3)
    if not regions:
        return [para(say("found_none", language, lod=lod), "result")]
    top = max(regions, key=lambda region: abs(float(region["volume_mm3"])))
    parts = {
        "id": str(top["id"]), "kind": say(top["kind"], language), "area": area(top["area_mm2"], language),
        "depth": figure(abs(top["max_mm"]), language, 2),
        "volume": volume(abs(top["volume_mm3"]), top.get("volume_sigma_mm3"), language),
    }  # fmt: skip
    totals = {kind: volume(abs(report["volume"][f"{kind}_mm3"]), None, language) for kind in ("loss", "gain")}
    lines = (
        say("found", language, n=count(len(regions), language), lod=lod),
        say("deepest", language, **parts),
        say("totals", language, **totals),
    )
    return [para(line, "result") for line in lines]


def surveys(report: Report, facts: ReportFacts, language: Language) -> list[Flowable]:
    """Give both surveys side by side: session, file, digest, size, noise and unit with their evidence."""
    blocks = (report["earlier"], report["later"])
    rows = [*_session_rows(facts, language), *_file_rows(blocks, language)]
    heads = [say("earlier", language), say("later", language)]
    return [para(say("surveys", language), "h1"), facts_table(rows, heads)]


def registration(report: Report, language: Language) -> list[Flowable]:
    """Say how the later survey came to lie on the earlier one, how well, and how that was checked."""
    block = report["registration"]
    rows = [
        ("method", say(f"method_{block['method']}", language)),
        ("sigma", millimetres(block["sigma_mm"], language)),
        ("rms", millimetres(block["rms_mm"], language)),
        ("overlap", percent(block["overlap"], language)),
        ("inliers", percent(block.get("inliers", 1.0), language)),
        ("scale", figure(block.get("scale", 1.0), language, 6)),
        ("symmetric", say("yes" if block.get("is_symmetric") else "no", language)),
    ]
    matrix = [[figure(value, language, 9) for value in row] for row in block["matrix"]]
    story: list[Flowable] = [
        para(say("registration", language), "h1"),
        para(say("registration_text", language)),
        facts_table([(say(key, language), [value]) for key, value in rows]),
        KeepTogether([para(say("matrix", language), "h2"), data_table([""] * 4, matrix, [1] * 4, words=0)]),
    ]
    checks = [
        [place(check["centre_mm"], language), figure(check["mean_mm"], language, 4), count(check["points"], language)]
        for check in block.get("checks", ())[:12]
    ]
    if checks:
        heads = [say(key, language) for key in ("check_centre", "check_mean", "check_points")]
        story += [KeepTogether([para(say("checks", language), "h2"), data_table(heads, checks, [3, 2, 1])])]
    return story


def method(report: Report, language: Language) -> list[Flowable]:
    """Say what a deviation is, what the level of detection is, and whose work both rest on."""
    lod = report["level_of_detection_mm"]
    limits = {key: figure(lod[key], language, 3) for key in ("median", "p95")}
    story: list[Flowable] = [
        para(say("methods", language), "h1"),
        para(say("methods_text", language)),
        para(say("lod", language), "h2"),
        para(say("lod_text", language, **limits)),
    ]
    if "calibration" in lod:
        story.append(para(say("lod_factor", language, factor=figure(lod["calibration"], language, 2))))
    sources = report["method"].get("sources", ())
    if sources:
        story.append(para(say("sources", language), "h2"))
        story += [para(str(source), "caption") for source in sources]
    return story


def _session_rows(facts: ReportFacts, language: Language) -> list[tuple[str, list[str]]]:
    """What is known of the two sessions; a row that nobody filled is left out."""
    people: tuple[SessionFacts, SessionFacts] = (facts.earlier, facts.later)
    rows = [
        ("date", [pick(who.date, language) for who in people]),
        ("sensor", [who.sensor for who in people]),
        ("operator", [who.operator for who in people]),
    ]
    return [(say(key, language), [value or "–" for value in values]) for key, values in rows if any(values)]


def _file_rows(blocks: tuple[Report, Report], language: Language) -> list[tuple[str, list[str]]]:
    columns = [_file_column(block, language) for block in blocks]
    rows = [(say(key, language), [column[key] for column in columns]) for key in columns[0]]
    rows.insert(2, (_counted(blocks, language), [_count_of(block, language) for block in blocks]))
    if any(any(block.get("shift_m", ())) for block in blocks):
        rows.append((say("shift", language), [place(block["shift_m"], language, 3) for block in blocks]))
    return rows


def _file_column(block: Report, language: Language) -> dict[str, str]:
    return {
        "file": str(block["file"]),
        "sha256": str(block["sha256"]),
        "size": " × ".join(figure(side, language, 1) for side in block["bbox_mm"]),
        "spacing": millimetres(block["spacing_mm"], language),
        "noise": _noise(block, language),
        "unit": _unit(block, language),
    }


def _hero(pictures: ReportPictures, language: Language) -> list[Flowable]:
    view = pictures.views[0]
    tall = view.pixels.shape[0] / view.pixels.shape[1]
    width = min(WIDTH * 0.8, _HERO_MM * MM / tall)
    return [KeepTogether([grid([[picture(view.pixels, width)]], [WIDTH]), legend(pictures.scale, language, WIDTH)])]


def _counted(blocks: tuple[Report, Report], language: Language) -> str:
    keys = sorted({"triangles" if "triangles" in block else "points" for block in blocks}, reverse=True)
    return " / ".join(say(key, language) for key in keys)


def _count_of(block: Report, language: Language) -> str:
    return count(block.get("triangles", block.get("points", 0)), language)


def _noise(block: Report, language: Language) -> str:
    return f"{millimetres(block['noise_mm'], language)} ({say(block['noise_evidence'], language)})"


def _unit(block: Report, language: Language) -> str:
    evidence = str(block["unit_evidence"])
    key = f"evidence_{evidence}"
    return f"{block['unit']} ({say(key, language) if key in WORDS else evidence})"
