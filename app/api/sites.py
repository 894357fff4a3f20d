"""Sites over HTTP."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import code_to_id, expected_version, find_owner, is_staff, page_body, version_tag
from app.api.links import site_links
from app.context import address, caller, parts
from app.schemas.common import to_columns
from app.schemas.sites import NewSite, SiteBody, SiteChanges, SitePage, SiteQuery, site_body
from catalogue.records import Site
from catalogue.services.coordinates import shown_point
from catalogue.services.sites import change_site_status, list_sites, read_site, register_site, update_site
from catalogue.vocab.terms import Status

bp = APIBlueprint("sites", __name__, url_prefix="/api/v1/sites")


@bp.get("")
@bp.input(SiteQuery, location="query", arg_name="wish")
@bp.output(SitePage)
def index(wish: SiteQuery) -> ResponseReturnValue:
    """List sites by code."""
    with parts().readers() as session:
        parent_id = find_owner(session, None, wish.parent)["site_id"]
        page = list_sites(session, caller(), parent_id=parent_id, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, _body)


@bp.post("")
@bp.input(NewSite, arg_name="new")
@bp.output(SiteBody, status_code=201)
def create(new: NewSite) -> ResponseReturnValue:
    """Register a site as a draft."""
    with parts().sessions.begin() as session:
        columns = code_to_id(session, to_columns(new), "parent")
        body = _body(register_site(session, caller(), columns))
    place = address("sites.read", code=new.code.strip())
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<path:code>")
@bp.output(SiteBody)
def read(code: str) -> ResponseReturnValue:
    """One site by code."""
    with parts().readers() as session:
        body = _body(read_site(session, caller(), code))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<path:code>")
@bp.input(SiteChanges, arg_name="changes")
@bp.output(SiteBody)
def change(code: str, changes: SiteChanges) -> ResponseReturnValue:
    """Change facts of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        columns = code_to_id(session, to_columns(changes), "parent")
        body = _body(update_site(session, caller(), code, columns, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<path:code>/publish")
@bp.output(SiteBody)
def publish(code: str) -> ResponseReturnValue:
    """Show the site to everybody."""
    return _set_status(code, Status.PUBLISHED)


@bp.post("/<path:code>/unpublish")
@bp.output(SiteBody)
def unpublish(code: str) -> ResponseReturnValue:
    """Take the site back to draft."""
    return _set_status(code, Status.DRAFT)


@bp.post("/<path:code>/withdraw")
@bp.output(SiteBody)
def withdraw(code: str) -> ResponseReturnValue:
    """Take the site out of every list; nothing is deleted."""
    return _set_status(code, Status.WITHDRAWN)


def _set_status(code: str, status: Status) -> ResponseReturnValue:
    """One step of the record's life; If-Match is obeyed where it is sent."""
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        body = _body(change_site_status(session, caller(), code, status, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


def _body(site: Site) -> dict[str, object]:
    """The site as the API gives it."""
    point = shown_point(site, caller())
    body = site_body(site, is_staff=is_staff(), links=site_links(site))
    return body | {"uncertainty_m": point.uncertainty_m if point else None}
