"""The deviation maps of a comparison as files, in Vietnamese as all its drawings."""

from __future__ import annotations

from pathlib import Path

from models3d.compare.charts import SIDE_WORDS
from models3d.compare.mapsheets import MapWords, lay_out_map
from models3d.compare.pdf import ReportFacts
from models3d.compare.pdf.words import say
from models3d.compare.pictures import ReportPictures
from models3d.compare.sides import SideMap
from models3d.measure.drawings import write_pdf, write_svg


def write_maps(folder: Path, pictures: ReportPictures, facts: ReportFacts) -> None:
    """Write ``map-SIDE.svg`` for each side that shows something, and ``maps.pdf`` with a page for each."""
    sheets = {one.side: lay_out_map(one, pictures.scale, _words(one, facts)) for one in pictures.maps}
    for side, sheet in sheets.items():
        write_svg(folder / f"map-{side}.svg", sheet)
    if sheets:
        write_pdf(folder / "maps.pdf", *sheets.values())


def _words(shown: SideMap, facts: ReportFacts) -> MapWords:
    dates = " → ".join(date for date in (facts.earlier.date[0], facts.later.date[0]) if date)
    return MapWords(
        title=say("map_side", "vi", side=SIDE_WORDS[shown.side][0].lower()),
        subtitle=" · ".join(part for part in (facts.number, facts.title[0], dates) if part),
        loss=say("loss", "vi"),
        gain=say("gain", "vi"),
        within=say("map_within", "vi"),
        no_data=say("no_data", "vi").lower(),
        scale=say("drawing_scale", "vi"),
        contours=say("map_contours", "vi"),
        heights=say("map_heights", "vi", step="{step}"),
        decimal=",",
    )
