"""Numbers as each language writes them, and the drawn parts of the report: legend, pictures, sections."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image as Pictures
from reportlab.graphics.shapes import Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Image

from models3d.compare.charts import legend_ticks
from models3d.compare.colours import NO_DATA, NO_DATA_LINE, DeviationScale, colour_of
from models3d.compare.pdf.style import INK, MM, MUTED
from models3d.compare.pdf.words import Language, say
from models3d.compare.views import Pixels
from models3d.compare.wording import number
from models3d.measure.fonts import BOLD, SANS
from models3d.measure.sheet import Sheet, Stroke, Text

_MINUS = "\u2212"
_STRIPS = 240


def figure(value: float, language: Language, digits: int) -> str:
    """Write a number with so many decimals, a true minus sign and the language's separators."""
    text = number(float(value), language, digits)
    return text.replace("-", _MINUS) if float(value) != 0 else text.replace("-", "")


def signed(value: float, language: Language, digits: int) -> str:
    """Write a number with its sign, plus included."""
    return ("+" if value > 0 else "") + figure(value, language, digits)


def count(value: float, language: Language) -> str:
    """Write a whole number."""
    return figure(value, language, 0)


def millimetres(value: float, language: Language) -> str:
    """Write a length that may be tiny: three decimals below 1 mm, four below 0.01 mm."""
    digits = 4 if abs(value) < 0.01 else 3 if abs(value) < 1 else 2
    return f"{figure(value, language, digits)} mm"


def area(mm2: float, language: Language) -> str:
    """Write an area in cm² from 1 cm² on, else in mm²."""
    if mm2 >= 100:
        return f"{figure(mm2 / 100, language, 2 if mm2 < 10_000 else 1)} cm²"
    return f"{figure(mm2, language, 1)} mm²"


def volume(mm3: float, sigma_mm3: float | None, language: Language) -> str:
    """Write a volume in cm³ from 1 cm³ on, else in mm³; with its expanded uncertainty (1.96 sigma) when given."""
    unit, factor = ("cm³", 1e-3) if abs(mm3) >= 1000 else ("mm³", 1.0)
    digits = 2 if abs(mm3 * factor) < 100 else 1
    tail = "" if sigma_mm3 is None else f" ± {figure(1.96 * sigma_mm3 * factor, language, digits)}"
    return f"{figure(mm3 * factor, language, digits)}{tail} {unit}"


def percent(share: float, language: Language) -> str:
    """Write a share 0..1 as percent."""
    digits = 1 if share >= 0.01 else 3
    return f"{figure(share * 100, language, digits)} %"


def place(values: list[float], language: Language, digits: int = 1) -> str:
    """Write coordinates."""
    return "; ".join(figure(value, language, digits) for value in values)


def picture(pixels: Pixels, width: float) -> Image:
    """Give a picture as a flowable of that width in points, at its own proportions."""
    out = io.BytesIO()
    Pictures.fromarray(pixels).save(out, "PNG", compress_level=1)
    return encoded(out.getvalue(), width, pixels.shape[0] / pixels.shape[1])


def encoded(data: bytes, width: float, aspect: float | None = None) -> Image:
    """Give an encoded picture as a flowable; ``aspect`` is height over width, read from the file when None."""
    if aspect is None:
        with Pictures.open(io.BytesIO(data)) as opened:
            aspect = opened.height / opened.width
    return Image(io.BytesIO(data), width, width * aspect)


def legend(scale: DeviationScale, language: Language, width: float) -> Drawing:
    """Draw the legend in true scale: colours over millimetres, the grey band, what no data looks like."""
    drawing = Drawing(width, 50)
    bar, left, low, high = width - 150, 4.0, 20.0, 11.0
    step = 2 * scale.limit_mm / _STRIPS
    middles = (np.arange(_STRIPS, dtype=np.float64) + 0.5) * step - scale.limit_mm
    for index, rgb in enumerate(colour_of(np.asarray(middles, np.float64), scale.limit_mm, scale.lod_mm)):
        x = left + bar * index / _STRIPS
        drawing.add(Rect(x, low, bar / _STRIPS + 0.4, high, fillColor=_color(rgb), strokeColor=None))
    for tick in legend_ticks(scale):
        x = left + bar * (tick + scale.limit_mm) / (2 * scale.limit_mm)
        drawing.add(Line(x, low, x, low - 3, strokeColor=HexColor(MUTED), strokeWidth=0.5))
        drawing.add(_text(x, low - 11, signed_tick(tick, language), "middle"))
    drawing.add(_text(left + bar + 7, low + 2, "mm", "start"))
    drawing.add(_text(left, low + high + 6, f"← {say('loss', language)}", "start"))
    drawing.add(_text(left + bar, low + high + 6, f"{say('gain', language)} →", "end"))
    lod = figure(scale.lod_mm, language, 3)
    drawing.add(_text(left + bar / 2, low + high + 6, say("within", language, lod=lod), "middle"))
    _add_no_data(drawing, (left + bar + 40, low), high, language)
    return drawing


def signed_tick(value: float, language: Language) -> str:
    """Write a legend number: as short as it is exact, with its sign."""
    text = f"{value:+g}" if value else "0"
    return (text.replace(".", ",") if language == "vi" else text).replace("-", _MINUS)


def sheet_drawing(sheet: Sheet) -> Drawing:
    """Turn a drawing sheet into a flowable of exactly its size."""
    drawing = Drawing(sheet.size_mm[0] * MM, sheet.size_mm[1] * MM)
    for stroke in sheet.strokes:
        drawing.add(_shape(stroke))
    for text in sheet.texts:
        drawing.add(_label(text))
    return drawing


def _shape(stroke: Stroke) -> PolyLine | Polygon:
    points = (stroke.points * MM).reshape(-1).tolist()
    line = HexColor(stroke.color) if stroke.color else None
    look = {"strokeColor": line, "strokeWidth": stroke.width_mm * MM, "strokeLineJoin": 1}
    if stroke.dash:
        look["strokeDashArray"] = [dash * MM for dash in stroke.dash]
    if stroke.closed:
        return Polygon(points, fillColor=HexColor(stroke.fill) if stroke.fill else None, **look)
    return PolyLine(points, **look)


def _label(text: Text) -> String:
    return String(
        text.x * MM, text.y * MM, text.text, fontName=BOLD if text.bold else SANS, fontSize=text.size_mm * MM,
        textAnchor=text.anchor, fillColor=HexColor(text.color),
    )  # fmt: skip


def _add_no_data(drawing: Drawing, at: tuple[float, float], high: float, language: Language) -> None:
    x, y = at
    drawing.add(Rect(x, y, 16, high, fillColor=_color(NO_DATA), strokeColor=None))
    for shift in range(0, 16, 4):
        ends = (x + shift, y, min(x + shift + high, x + 16), y + min(high, 16 - shift))
        drawing.add(Line(*ends, strokeColor=_color(NO_DATA_LINE), strokeWidth=1.2))
    drawing.add(_text(x + 21, y + 2, say("no_data", language), "start"))


def _text(x: float, y: float, words: str, anchor: str) -> String:
    return String(x, y, words, fontName=SANS, fontSize=7.2, textAnchor=anchor, fillColor=HexColor(INK))


def _color(rgb: tuple[int, int, int] | Pixels) -> Color:
    red, green, blue = (int(v) / 255 for v in rgb)
    return Color(red, green, blue)
