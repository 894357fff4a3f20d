"""Pictures on pages: addresses of photographs and posters in the sizes that pages need."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.api.links import derivative_path
from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from catalogue.records import Derivative, DigitalFile
from catalogue.services.derivatives import list_derivatives
from catalogue.vocab.terms import Usage


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph: addresses of its page, small and large picture, deep-zoom document; words and credit."""

    url: str
    thumb: str
    large: str
    info_url: str
    alt: str
    credit: str


def photo_of(session: Session, file: DigitalFile, title: str) -> Photo | None:
    """A prepared photograph as pages show it; None while its derivatives are not there yet."""
    thumbnails = [d for d in list_derivatives(session, caller(), file_id=file.id) if d.usage is Usage.THUMBNAIL]
    if not thumbnails:
        return None
    by_size = sorted(thumbnails, key=_longest_edge)
    alt = (file.alt_en if language() == "en" else file.alt_vi) or file.alt_vi or file.alt_en
    return Photo(
        url=url_for("page_photos.show", file_id=file.id),
        thumb=derivative_path(_at_least(by_size, 320)),
        large=derivative_path(_at_least(by_size, 1280)),
        info_url=f"/iiif/3/{file.id}/info.json",
        alt=alt or _("Photograph of %(title)s", title=title),
        credit=" · ".join(filter(None, (file.attribution, file.licence))),
    )


def _at_least(by_size: list[Derivative], pixels: int) -> Derivative:
    """The smallest thumbnail with that long edge, else the largest there is."""
    return next((d for d in by_size if _longest_edge(d) >= pixels), by_size[-1])


def _longest_edge(derivative: Derivative) -> int:
    """Pixels of the longer side, from the details; the quality names it as well."""
    sizes = [derivative.details.get(name) for name in ("width", "height")]
    known = [int(size) for size in sizes if isinstance(size, int | float)]
    return max(known) if known else int(derivative.quality) if derivative.quality.isdigit() else 0
