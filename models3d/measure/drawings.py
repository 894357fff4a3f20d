"""Section drawings as files: SVG and PDF at the sheet's scale, DXF in real millimetres for a drawing office."""

from __future__ import annotations

import base64
import io
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models3d.measure.fonts import BOLD, SANS, binary_streams, register_fonts
from models3d.measure.gaps import Band
from models3d.measure.sections import SectionPair
from models3d.measure.sheet import GAIN, INK, LATER, LOSS, Raster, Sheet, Stroke, Text

if TYPE_CHECKING:
    from ezdxf.document import Drawing
    from reportlab.pdfgen.canvas import Canvas

A4, A4_WIDE, A3, A3_WIDE = (210.0, 297.0), (297.0, 210.0), (297.0, 420.0), (420.0, 297.0)
_POINT = 72 / 25.4
_HALO = 0.3  # width of a white rim, of the letters' size
_PNG_LEVEL = 3
_STAMP = re.compile(r" @ \d{4}-\d\d-\d\dT\S+$")  # ezdxf notes when it wrote the file
_EPOCH_GUID = "{00000000-0000-0000-0000-000000000000}"


def svg_text(sheet: Sheet) -> str:
    """Write the sheet as SVG 1.1 whose user unit is one millimetre of paper."""
    width, height = sheet.size_mm
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width:g}mm" height="{height:g}mm"',
        f'  viewBox="0 0 {width:g} {height:g}" font-family="DejaVu Sans, Be Vietnam Pro, sans-serif">',
        f"<title>{escape(sheet.texts[0].text)} ({sheet.scale})</title>",
        f'<rect width="{width:g}" height="{height:g}" fill="#FFFFFF"/>',
        *(_svg_raster(raster, height) for raster in sheet.rasters),
        *(_svg_stroke(stroke, height) for stroke in sheet.strokes),
        *(_svg_label(text, height) for text in sheet.texts),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def write_svg(path: Path, sheet: Sheet) -> None:
    """Write ``svg_text`` to a file."""
    path.write_text(svg_text(sheet), encoding="utf-8")


def write_pdf(path: Path, *sheets: Sheet) -> None:
    """Write each sheet as a page of exactly its size; print at 100 %. The same sheets give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    out = io.BytesIO()
    with binary_streams():
        page = Canvas(out, invariant=1, pageCompression=1)
        page.setTitle(f"{sheets[0].texts[0].text} ({sheets[0].scale})")
        for sheet in sheets:
            page.setPageSize((sheet.size_mm[0] * _POINT, sheet.size_mm[1] * _POINT))
            page.scale(_POINT, _POINT)
            paint_sheet(page, sheet)
            page.showPage()
        page.save()
    path.write_bytes(out.getvalue())


def paint_sheet(page: Canvas, sheet: Sheet) -> None:
    """Paint the sheet on a reportlab canvas whose unit is one millimetre and whose origin is the sheet's corner."""
    page.setLineCap(1)
    page.setLineJoin(1)
    for raster in sheet.rasters:
        _paint_raster(page, raster)
    for stroke in sheet.strokes:
        _paint_stroke(page, stroke)
    for text in sheet.texts:
        if text.halo:
            page.setStrokeColor("#FFFFFF")
            page.setLineWidth(_HALO * text.size_mm)
            page.setDash([])
            _write_text(page, text, 1)
        page.setFillColor(text.color)
        _write_text(page, text, 0)


def write_dxf(path: Path, pair: SectionPair, bands: tuple[Band, ...]) -> None:
    """Write the section in real millimetres of its plane's frame: layers EARLIER, LATER, LOSS and GAIN.

    The profiles are polylines; loss and gain are hatches with an outline each. The same section gives the same text.
    """
    from ezdxf import units
    from ezdxf.document import Drawing

    drawing = Drawing.new("AC1024")
    drawing.units = units.MM
    drawing.header["$MEASUREMENT"] = 1
    space = drawing.modelspace()
    for name, color in (("EARLIER", INK), ("LATER", LATER), ("LOSS", LOSS), ("GAIN", GAIN)):
        drawing.layers.add(name, true_color=int(color[1:], 16))
    for name, lines in (("EARLIER", pair.earlier), ("LATER", pair.later)):
        for line in lines:
            space.add_lwpolyline(_rows(line.points), close=line.closed, dxfattribs={"layer": name})
    for band in bands:
        layer, rows = band.kind.upper(), _rows(band.outline)
        space.add_lwpolyline(rows, close=True, dxfattribs={"layer": layer})
        filled = space.add_hatch(dxfattribs={"layer": layer})
        filled.set_pattern_fill("ANSI31" if band.kind == "loss" else "ANSI37", scale=0.1)
        filled.paths.add_polyline_path(rows, is_closed=True)
    path.write_text(_timeless(drawing), encoding="utf-8")


def _timeless(drawing: Drawing) -> str:
    """The drawing as text without the hour at which it was made and without a random identity."""
    out = io.StringIO()
    drawing.write(out)
    lines = [_STAMP.sub("", line) for line in out.getvalue().splitlines()]
    for at, line in enumerate(lines[:-2]):
        if line in {"$TDCREATE", "$TDUCREATE", "$TDUPDATE", "$TDUUPDATE", "$TDINDWG", "$TDUSRTIMER"}:
            lines[at + 2] = "2451545.0"
        elif line in {"$FINGERPRINTGUID", "$VERSIONGUID"}:
            lines[at + 2] = _EPOCH_GUID
    return "\n".join(lines) + "\n"


def _rows(points: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [(round(x * 1e3, 6), round(y * 1e3, 6)) for x, y in points.tolist()]


def _write_text(page: Canvas, text: Text, mode: int) -> None:
    """Write in a mode of PDF: 0 fills the letters, 1 draws their outline."""
    page.setFont(BOLD if text.bold else SANS, text.size_mm)
    write = {"start": page.drawString, "middle": page.drawCentredString, "end": page.drawRightString}
    write[text.anchor](text.x, text.y, text.text, mode=mode)


def _paint_raster(page: Canvas, raster: Raster) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    x, y, width, height = raster.box
    page.drawImage(ImageReader(Image.fromarray(raster.pixels)), x, y, width, height)


def _paint_stroke(page: Canvas, stroke: Stroke) -> None:
    line = page.beginPath()
    rows = stroke.points.tolist()
    line.moveTo(*rows[0])
    for row in rows[1:]:
        line.lineTo(*row)
    if stroke.closed:
        line.close()
    if stroke.color:
        page.setStrokeColor(stroke.color)
        page.setLineWidth(stroke.width_mm)
        page.setDash(list(stroke.dash))
    if stroke.fill:
        page.setFillColor(stroke.fill)
    page.drawPath(line, stroke=int(stroke.color is not None), fill=int(stroke.fill is not None))


def _svg_raster(raster: Raster, height: float) -> str:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(raster.pixels).save(out, "PNG", compress_level=_PNG_LEVEL)
    x, y, wide, tall = raster.box
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return (
        f'<image x="{x:.3f}" y="{height - y - tall:.3f}" width="{wide:.3f}" height="{tall:.3f}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
    )


def _svg_stroke(stroke: Stroke, height: float) -> str:
    body = " ".join(f"{x:.3f},{height - y:.3f}" for x, y in stroke.points.tolist())
    line = f'stroke="{stroke.color}" stroke-width="{stroke.width_mm:g}"' if stroke.color else 'stroke="none"'
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in stroke.dash)}"' if stroke.dash else ""
    name = "polygon" if stroke.closed else "polyline"
    return f'<{name} points="{body}" fill="{stroke.fill or "none"}" {line}{dash} stroke-linejoin="round"/>'


def _svg_label(text: Text, height: float) -> str:
    weight = ' font-weight="bold"' if text.bold else ""
    rim = f' stroke="#FFFFFF" stroke-width="{_HALO * text.size_mm:.2f}" paint-order="stroke"' if text.halo else ""
    return (
        f'<text x="{text.x:.2f}" y="{height - text.y:.2f}" font-size="{text.size_mm:g}" text-anchor="{text.anchor}" '
        f'fill="{text.color}"{weight}{rim}>{escape(text.text)}</text>'
    )
