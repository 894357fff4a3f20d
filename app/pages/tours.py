"""Tours: the list, and the walk itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.cards import in_words, tour_cards
from catalogue.services.tours import Stop, list_stops, list_tours, read_tour

bp = Blueprint("page_tours", __name__, url_prefix="/<any(vi,en):lang>/tours")


@dataclass(frozen=True, slots=True)
class StopText:
    """A stop as it reads without scripts."""

    title: str
    text: str
    url: str
    link_title: str


@dataclass(frozen=True, slots=True)
class TourPage:
    """A tour with its stops in words, and the address of its document."""

    title: str
    intro: str
    document_url: str
    stops: Sequence[StopText]
    credit: str


@bp.get("/")
def index() -> ResponseReturnValue:
    """All tours that are open."""
    with parts().readers() as session:
        tours = tour_cards(session, list_tours(session, caller()).items)
        return render_template("public/tours.html", tours=tours)


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One tour from stop to stop."""
    with parts().readers() as session:
        tour = read_tour(session, caller(), slug)
        stops = list_stops(session, caller(), tour)
        records = [record for stop in stops if (record := stop.artifact or stop.site)]
        page = TourPage(
            title=in_words(tour.title_vi, tour.title_en),
            intro=in_words(tour.text_vi, tour.text_en),
            document_url=f"/api/v1/tours/{tour.slug}",
            stops=[_stop_text(stop) for stop in stops],
            credit=" · ".join(dict.fromkeys(record.attribution for record in records if record.attribution)),
        )
        return render_template("public/tour.html", page=page)


def _stop_text(stop: Stop) -> StopText:
    """The stop's words and where it leads."""
    row = stop.stop
    url = ""
    if stop.artifact is not None:
        url = url_for("page_artifacts.show", number=stop.artifact.accession_number)
    elif stop.site is not None:
        url = url_for("page_sites.show", code=stop.site.code)
    elif stop.scene is not None:
        url = url_for("page_view.show", slug=stop.scene.slug)
    return StopText(in_words(row.title_vi, row.title_en), in_words(row.text_vi, row.text_en), url, _("Open the record"))
