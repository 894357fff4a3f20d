"""The last pages: deformation, warnings, limits, how to repeat it, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # the report is JSON

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, KeepTogether, Table, TableStyle

from models3d.compare.pdf.facts import ReportFacts
from models3d.compare.pdf.figures import figure, place
from models3d.compare.pdf.front import Report, pick
from models3d.compare.pdf.style import MM, MUTED, WIDTH, gap, para
from models3d.compare.pdf.tables import data_table, facts_table
from models3d.compare.pdf.words import Language, say


def deformation(report: Report, language: Language) -> list[Flowable]:
    """Say whether parts moved against each other."""
    block = report.get("deformation")
    story: list[Flowable] = [para(say("deformation", language), "h1")]
    if block is None:
        return [*story, para(say("deformation_unknown", language))]
    if not block["is_deformed"]:
        return [*story, para(say("deformation_no", language))]
    story.append(para(say("deformation_yes", language, max=figure(abs(block["max_mm"]), language, 2))))
    rows = [
        [
            place(part["centre_mm"], language),
            f"{figure(part['shift_mm'], language, 3)} ± {figure(1.96 * part['sigma_mm'], language, 3)}",
            place(part["rotation_deg"], language, 4),
        ]
        for part in block["parts"][:12]
    ]
    heads = [say(key, language) for key in ("check_centre", "part_shift", "part_turn")]
    return [*story, *([data_table(heads, rows, [3, 2, 3])] if rows else [])]


def warnings(facts: ReportFacts, language: Language) -> list[Flowable]:
    """Give every sentence that a reader must know."""
    lines = [f"{number}. {pick(notice, language)}" for number, notice in enumerate(facts.notices, 1)]
    return [
        para(say("notices", language), "h1"),
        *(para(line) for line in lines or [say("notices_none", language)]),
    ]


def limits(language: Language) -> list[Flowable]:
    """Say honestly what this report can't tell."""
    return [KeepTogether([para(say("limits", language), "h1"), para(say("limits_text", language))])]


def repeat(report: Report, language: Language) -> list[Flowable]:
    """Give every parameter that leads to the same numbers again."""
    block = report["method"]
    told = {"tool": str(block.get("tool", "")), "version": str(block.get("version", ""))}
    rows = [(key, [value]) for key, value in flatten(block.get("parameters", {}))]
    rows += [(name, [str(value)]) for name, value in sorted(block.get("engines", {}).items())]
    story: list[Flowable] = [para(say("repeat", language), "h1"), para(say("repeat_text", language, **told))]
    return [*story, facts_table(rows, label_mm=70)] if rows else story


def signatures(facts: ReportFacts, language: Language) -> list[Flowable]:
    """Give three places to sign, with the names that are known."""
    people = (("made_by", facts.made_by), ("checked_by", facts.checked_by), ("approved_by", facts.approved_by))
    rows = [
        [para(say(role, language), "h2") for role, _ in people],
        [para(name or " ", "cell") for _, name in people],
        [para(say("sign_name", language), "caption") for _ in people],
        [para(say("sign_date", language), "caption") for _ in people],
    ]
    rule = [
        command
        for column in range(3)
        for command in (
            ("LINEBELOW", (column, 1), (column, 1), 0.6, HexColor(MUTED)),
            ("LINEBELOW", (column, 3), (column, 3), 0.6, HexColor(MUTED)),
        )
    ]
    style = TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (-1, -1), 0), *rule])
    heights = [None, 22 * MM, 6 * MM, 9 * MM]
    table = Table(rows, [WIDTH / 3] * 3, heights, style=style)
    table.setStyle(TableStyle([("RIGHTPADDING", (0, 0), (-1, -1), 10)]))
    return [KeepTogether([para(say("signatures", language), "h1"), table, gap(2)])]


def flatten(values: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Give nested parameters as rows of dotted name and text, sorted by name."""
    rows: list[tuple[str, str]] = []
    for key in sorted(values):
        value, name = values[key], f"{before}{key}"
        if isinstance(value, Mapping):
            rows += flatten(value, f"{name}.")
        elif isinstance(value, list | tuple):
            rows.append((name, ", ".join(str(item) for item in value)))
        else:
            rows.append((name, str(value)))
    return rows
