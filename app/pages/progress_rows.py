"""The figures of digitisation as pages show them: rows with bars, and the columns of a chart of years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.i18n import format_number, language
from app.i18n import gettext as _
from app.pages.labels import make_labels
from catalogue.services.progress import DUE, Group, Progress, Target, Year

CHART_WIDTH, CHART_HEIGHT = 720, 260
_LEFT, _FOOT, _TOP = 56, 34, 14
_SERIES = ("captures", "models", "derivatives")


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One row: name, counts, the digitised share 0..1 with its words, where it leads."""

    name: str
    total: int
    with_photo: int
    with_3d: int
    digitised: int
    published: int
    share: float
    share_text: str
    is_required: bool = True
    url: str = ""

    @property
    def due(self) -> str:
        """By when all of it must be digitised; empty where no day is set."""
        return str(DUE.year) if self.is_required else ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the chart in the units of its drawing; ``text`` says it in words."""

    x: float
    y: float
    width: float
    height: float
    series: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of years: columns, lines of the scale as (y, number), years as (x, year)."""

    columns: Sequence[Column]
    scale: Sequence[tuple[float, str]]
    years: Sequence[tuple[float, int]]
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


def target_names() -> dict[str, str]:
    """The groups of the decision in words."""
    return {
        "unesco": _("UNESCO heritage"),
        "special_national": _("Special national monuments"),
        "treasures": _("National treasures"),
        "intangible": _("National list of intangible heritage"),
        "national": _("National monuments"),
        "museum_groups": _("Museum collections"),
    }


def series_names() -> dict[str, str]:
    """What is counted year by year."""
    return {"captures": _("Capture sessions"), "models": _("3D models"), "derivatives": _("Derivatives")}


def target_rows(targets: Sequence[Target]) -> list[ProgressRow]:
    """The targets by name."""
    names = target_names()
    return [_row(names[target.key], target, is_required=target.is_required) for target in targets]


def group_rows(groups: Sequence[Group], urls: dict[str, str] | None = None) -> list[ProgressRow]:
    """Groups by their own names in the reader's language."""
    links = urls or {}
    return [
        _row((group.name_en if language() == "en" else None) or group.name_vi, group, url=links.get(group.key, ""))
        for group in groups
    ]


def class_rows(groups: Sequence[Group]) -> list[ProgressRow]:
    """Legal classes in words."""
    names = make_labels().protection
    return [_row(names[group.key], group) for group in groups]


def year_chart(years: Sequence[Year]) -> Chart | None:
    """Columns for the last twelve years; None where nothing was made."""
    shown = years[-12:]
    highest = max((getattr(year, name) for year in shown for name in _SERIES), default=0)
    if not highest:
        return None
    top = _round_up(highest)
    room = (CHART_WIDTH - _LEFT) / len(shown)
    columns = [column for place, year in enumerate(shown) for column in _columns(year, _LEFT + place * room, room, top)]
    ground = CHART_HEIGHT - _FOOT
    scale = [(ground - (ground - _TOP) * part, format_number(top * part)) for part in (0.0, 0.5, 1.0)]
    return Chart(columns, scale, [(_LEFT + (place + 0.5) * room, year.year) for place, year in enumerate(shown)])


def csv_lines(progress: Progress, materials: Sequence[Group]) -> Iterator[tuple[str, ...]]:
    """All figures as rows of a table: part, key, name, counts, share."""
    yield ("part", "key", "name", "total", "with_photo", "with_3d", "digitised", "published", "share", "due")
    names = target_names()
    for target in progress.targets:
        due = DUE.isoformat() if target.is_required else ""
        yield ("target", target.key, names[target.key], *_figures(target), due)
    for part, groups in (("site", progress.sites), ("class", progress.classes), ("material", materials)):
        for group in groups:
            yield (part, group.key, group.name_vi, *_figures(group), "")
    for year in progress.years:
        yield ("year", str(year.year), "captures, files, models, derivatives", *map(str, (
            year.captures, year.files, year.models, year.derivatives)), "", "", "")  # fmt: skip


def _columns(year: Year, left: float, room: float, top: int) -> Iterator[Column]:
    ground, names = CHART_HEIGHT - _FOOT, series_names()
    width = min(room * 0.8 / len(_SERIES), 28.0)
    start = left + (room - width * len(_SERIES)) / 2
    for place, name in enumerate(_SERIES):
        amount = getattr(year, name)
        height = (ground - _TOP) * amount / top
        text = f"{year.year}, {names[name]}: {format_number(amount)}"
        yield Column(round(start + place * width, 1), round(ground - height, 1), round(width - 2, 1),
                     round(height, 1), name, text)  # fmt: skip


def _round_up(highest: int) -> int:
    """The next number of one digit and zeros."""
    step: int = 10 ** (len(str(highest)) - 1)
    return max(2, -(-highest // step) * step)


def _row(name: str, of: Target | Group, *, is_required: bool = True, url: str = "") -> ProgressRow:
    tally = of.tally
    return ProgressRow(
        name, tally.total, tally.with_photo, tally.with_3d, tally.digitised, tally.published, tally.share,
        f"{format_number(tally.share * 100, 1)} %" if tally.total else "–", is_required, url,
    )  # fmt: skip


def _figures(of: Target | Group) -> tuple[str, ...]:
    tally = of.tally
    counts = (tally.total, tally.with_photo, tally.with_3d, tally.digitised, tally.published)
    return (*map(str, counts), f"{tally.share:.4f}")
