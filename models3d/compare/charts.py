"""The two charts that matplotlib draws: the histogram of distances, and the sheet of all views with its legend."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from models3d.compare.colours import NO_DATA, DeviationScale, colour_of
from models3d.compare.types import Detection, Distances, Floats
from models3d.compare.views import Pixels
from models3d.measure.fonts import BOLD, SANS, font_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

_INK, _MUTED, _LINE = "#1F1B16", "#6B6258", "#D8D0C0"
_BINS = 121
Language = Literal["vi", "en", "both"]

SIDE_WORDS = {
    "front": ("Mặt trước", "Front"),
    "right": ("Bên phải", "Right"),
    "back": ("Mặt sau", "Back"),
    "left": ("Bên trái", "Left"),
    "top": ("Từ trên", "Top"),
    "bottom": ("Từ dưới", "Bottom"),
}
_WORDS = {
    "distance": ("Độ lệch (mm), âm là mất, dương là thêm", "Deviation (mm), negative is loss, positive is gain"),
    "points": ("Số điểm (thang log)", "Points (log scale)"),
    "lod": ("Trong giới hạn phát hiện", "Within the level of detection"),
    "count": ("điểm", "points"),
    "mean": ("trung bình", "mean"),
    "std": ("độ lệch chuẩn", "std. deviation"),
    "rms": ("RMS", "RMS"),
    "outside": ("ngoài hình", "outside the chart"),
    "loss": ("mất", "loss"),
    "gain": ("thêm", "gain"),
    "no_data": ("Không có số liệu", "No data"),
    "grey": ("xám: trong giới hạn phát hiện", "grey: within the level of detection"),
    "views": ("Bản đồ độ lệch, chiếu vuông góc", "Deviation maps, orthographic"),
}


@dataclass(frozen=True, slots=True)
class _Fonts:
    plain: FontProperties
    bold: FontProperties


def draw_histogram(
    distances: Distances, detection: Detection, scale: DeviationScale, language: Language = "both"
) -> bytes:
    """Draw how the distances spread: the value used in colours, both methods as lines, the LoD as a band.

    The axis ends at the legend's limit; what lies beyond is counted in the corner.

    Returns:
        PNG bytes; the same input gives the same bytes.
    """
    figure, fonts = _open((7.2, 3.5), language)
    axes = figure.add_axes((0.115, 0.15, 0.875, 0.82))
    edges = np.linspace(-scale.limit_mm, scale.limit_mm, _BINS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    axes.axvspan(-scale.lod_mm, scale.lod_mm, color="#EFEBE2", lw=0, label=_say("lod", language))
    values = detection.distance_m * 1e3
    counts = _count(values, edges)
    colors = colour_of(middles, scale.limit_mm, scale.lod_mm) / 255
    axes.bar(middles, counts, width=np.diff(edges), color=colors, lw=0)
    for name, column, style in (("C2M", distances.closest_m, "-"), ("M3C2", distances.cylinder_m, "--")):
        axes.stairs(_count(column * 1e3, edges), edges, color=_INK, lw=0.8, ls=style, label=name)
    axes.set_yscale("symlog", linthresh=1.0)
    axes.set_xlim(-scale.limit_mm, scale.limit_mm)
    axes.set_ylim(0, max(10.0, float(counts.max()) * 4))
    axes.set_xlabel(_say("distance", language), fontproperties=fonts.plain, color=_INK)
    axes.set_ylabel(_say("points", language), fontproperties=fonts.plain, color=_INK)
    _dress_axes(axes, fonts, language)
    _write_statistics(axes, values, scale, fonts, language)
    axes.legend(prop=fonts.plain, frameon=False, loc="upper right", labelcolor=_INK)
    return _png(figure, 200)


def compose_views(views: list[tuple[str, Pixels]], scale: DeviationScale) -> bytes:
    """Put all views on one sheet with the legend; PNG bytes, the same input gives the same bytes."""
    rows = (views[:3], views[3:])
    tall = [max(picture.shape[0] for _, picture in row) for row in rows]
    wide = 3 * max(picture.shape[1] for _, picture in views)
    inch = 15.0 / wide  # all sides keep one scale
    size = (15.0, sum(tall) * inch + 3.0)
    figure, fonts = _open(size, "both")
    foot = 1.5 + tall[1] * inch + 0.45
    for row, base, room in zip(rows, (foot, 1.5), tall, strict=True):
        for column, (side, picture) in enumerate(row):
            width, height = picture.shape[1] * inch, picture.shape[0] * inch
            box = ((column + 0.5) * 5 - width / 2, base + (room * inch - height) / 2, width, height)
            axes = figure.add_axes((box[0] / size[0], box[1] / size[1], box[2] / size[0], box[3] / size[1]))
            axes.imshow(picture, interpolation="antialiased")
            axes.set_axis_off()
            axes.set_title(" · ".join(SIDE_WORDS[side]), fontproperties=fonts.bold, fontsize=13, color=_INK)
    figure.text(0.02, 1 - 0.45 / size[1], _say("views", "both"), fontproperties=fonts.bold, fontsize=17, color=_INK)
    _draw_legend(figure.add_axes((0.2, 0.5 / size[1], 0.5, 0.3 / size[1])), scale, fonts)
    swatch = figure.add_axes((0.76, 0.5 / size[1], 0.03, 0.3 / size[1]))
    swatch.set_facecolor("#{:02X}{:02X}{:02X}".format(*NO_DATA))
    swatch.set_xticks([])
    swatch.set_yticks([])
    figure.text(0.797, 0.58 / size[1], _say("no_data", "both"), fontproperties=fonts.plain, fontsize=12, color=_INK)
    return _png(figure, 140)


def _draw_legend(axes: Axes, scale: DeviationScale, fonts: _Fonts) -> None:
    values = np.linspace(-scale.limit_mm, scale.limit_mm, 1001)
    strip = colour_of(values, scale.limit_mm, scale.lod_mm)[None]
    axes.imshow(strip, extent=(-scale.limit_mm, scale.limit_mm, 0, 1), aspect="auto", interpolation="nearest")
    ticks = legend_ticks(scale)
    axes.set_xticks(ticks, [_number(tick, "both") for tick in ticks], fontproperties=fonts.plain, fontsize=12)
    axes.set_yticks([])
    lod = _number(float(f"{scale.lod_mm:.3g}"), "both")
    loss, gain = _say("loss", "both"), _say("gain", "both")
    note = f"← {loss}      mm      {gain} →\n{_say('grey', 'both')}: ± {lod} mm"
    axes.set_title(note, fontproperties=fonts.plain, fontsize=12, color=_INK)


def legend_ticks(scale: DeviationScale) -> list[float]:
    """Give round places for the legend's numbers: the limits, their halves, zero."""
    return [float(f"{scale.limit_mm * share:.6g}") for share in (-1.0, -0.5, 0.0, 0.5, 1.0)]


def _open(size: tuple[float, float], language: Language) -> tuple[Figure, _Fonts]:
    """A figure of its own, beside pyplot and its global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    size_pt = 9 if language != "both" else 8
    figure = Figure(figsize=size, facecolor="white")
    FigureCanvasAgg(figure)
    plain = FontProperties(fname=str(font_path(SANS)), size=size_pt)
    return figure, _Fonts(plain, FontProperties(fname=str(font_path(BOLD)), size=size_pt))


def _png(figure: Figure, dpi: int) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})
    return out.getvalue()


def _dress_axes(axes: Axes, fonts: _Fonts, language: Language) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(float(f"{value:.6g}"), language)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _thousands(value, language)))
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)
    for name in ("left", "bottom"):
        axes.spines[name].set_color(_MUTED)
    axes.grid(axis="y", color=_LINE, lw=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_MUTED)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(fonts.plain)


def _write_statistics(axes: Axes, values: Floats, scale: DeviationScale, fonts: _Fonts, language: Language) -> None:
    known = values[np.isfinite(values)]
    lines = [f"{_thousands(len(known), language)} {_say('count', language)}"]
    if len(known):
        figures = (("mean", known.mean()), ("std", known.std()), ("rms", np.sqrt(np.mean(known**2))))
        lines += [f"{_say(key, language)} {_number(float(f'{value:.3g}'), language)} mm" for key, value in figures]
        beyond = int(np.count_nonzero(np.abs(known) > scale.limit_mm))
        if beyond:
            lines.append(f"{_thousands(beyond, language)} {_say('outside', language)}")
    text = "\n".join(lines)
    axes.text(0.015, 0.97, text, transform=axes.transAxes, va="top", fontproperties=fonts.plain, color=_INK)


def _count(values_mm: Floats, edges: Floats) -> Floats:
    return np.histogram(values_mm[np.isfinite(values_mm)], edges)[0].astype(np.float64)


def _say(key: str, language: Language) -> str:
    vi, en = _WORDS[key]
    if language == "both":
        return vi if vi == en else f"{vi} · {en}"
    return vi if language == "vi" else en


def _number(value: float, language: Language) -> str:
    """A number as it is said; the picture in both languages keeps the point, as its data files do."""
    text = f"{value:g}".replace("-", "−")
    return text.replace(".", ",") if language == "vi" else text


def _thousands(value: float, language: Language) -> str:
    gap = {"vi": ".", "en": ",", "both": "\u202f"}[language]
    return f"{value:,.0f}".replace(",", gap)
