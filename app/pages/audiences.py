"""The same public data seen by citizens, tourists, business, agencies and press: a start page for each."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import parts
from app.pages.audience_doors import Audience, audiences
from app.pages.cards import in_words, site_cards, tour_cards
from app.pages.labels import make_labels
from app.pages.pictures import Photo, photo_of
from catalogue.policy import Identity
from catalogue.records import Artifact, Site
from catalogue.services.artifacts import count_licences, list_artifacts
from catalogue.services.files import list_files
from catalogue.services.sites import list_sites
from catalogue.services.tours import list_tours
from catalogue.vocab.terms import FileKind, SiteRank

bp = Blueprint("page_audiences", __name__, url_prefix="/<any(vi,en):lang>/for")
_CARDS = 12
_ROWS = 200
_PICTURES = 12
_RANKS = (SiteRank.SPECIAL_NATIONAL, SiteRank.NATIONAL, SiteRank.PROVINCIAL, SiteRank.NONE)


@dataclass(frozen=True, slots=True)
class Decision:
    """A monument with the decision that ranked it."""

    url: str
    code: str
    title: str
    rank: str
    number: str
    day: str


@dataclass(frozen=True, slots=True)
class PressPicture:
    """A photograph for the press: whose, the credit line to print, the file to take."""

    title: str
    number: str
    url: str
    photo: Photo
    credit: str


@bp.before_app_request
def _lead_by_name() -> ResponseReturnValue | None:
    """Lead from the front page with ``?audience=NAME`` to that audience's page."""
    wanted = request.args.get("audience", "")
    if request.endpoint != "home.index" or wanted not in {one.slug for one in _known()}:
        return None
    return redirect(url_for("page_audiences.show", slug=wanted), HTTPStatus.SEE_OTHER)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The five audiences."""
    return render_template("public/audiences.html", audiences=_known())


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One audience's doors and the list that it needs most; the same for every reader."""
    audience = next((one for one in _known() if one.slug == slug), None)
    if audience is None:
        abort(HTTPStatus.NOT_FOUND)
    with parts().readers() as session:
        shown = _LISTS[audience.shows](session)
    return render_template("public/audience.html", audience=audience, others=_known(), **{audience.shows: shown})


def _known() -> list[Audience]:
    return audiences(parts().settings.contact_email)


def _sites(session: Session) -> object:
    return site_cards(session, list_sites(session, Identity.public(), limit=_CARDS).items)


def _tours(session: Session) -> object:
    return tour_cards(session, list_tours(session, Identity.public(), limit=_CARDS).items)


def _licences(session: Session) -> object:
    return count_licences(session, Identity.public())


def _decisions(session: Session) -> object:
    """Monuments by rank, then by code."""
    sites = list_sites(session, Identity.public(), limit=_ROWS).items
    return [_decision(site) for site in sorted(sites, key=lambda site: (_RANKS.index(site.rank), site.code))]


def _decision(site: Site) -> Decision:
    return Decision(
        url=url_for("page_sites.show", code=site.code),
        code=site.code,
        title=in_words(site.title_vi, site.title_en),
        rank=make_labels().site_rank[site.rank.value],
        number=site.decision_number or "",
        day=site.decision_date.strftime("%d/%m/%Y") if site.decision_date else "",
    )


def _pictures(session: Session) -> object:
    """Newest photographs of published objects that say under which licence they may be printed."""
    who = Identity.public()
    found: list[PressPicture] = []
    for artifact in list_artifacts(session, who, limit=_ROWS).items:
        files = list_files(session, who, artifact_id=artifact.id, kind=FileKind.PHOTO) if len(found) < _PICTURES else []
        licensed = next((file for file in files if file.licence or artifact.licence), None)
        photo = photo_of(session, licensed, in_words(artifact.title_vi, artifact.title_en)) if licensed else None
        if licensed is not None and photo is not None:
            credit = photo.credit or " · ".join(filter(None, (artifact.attribution, artifact.licence)))
            found.append(_press_picture(artifact, photo, credit))
    return found


def _press_picture(artifact: Artifact, photo: Photo, credit: str) -> PressPicture:
    number = artifact.accession_number
    title = in_words(artifact.title_vi, artifact.title_en)
    return PressPicture(title, number, url_for("page_artifacts.show", number=number), photo, credit)


_LISTS = {"sites": _sites, "tours": _tours, "licences": _licences, "decisions": _decisions, "pictures": _pictures}
