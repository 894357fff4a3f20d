"""What all nouns of the API do alike: versions in headers, parts of lists, codes of other records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import Request, request
from sqlalchemy.orm import Session

from app.context import base_url, caller
from app.errors import RequestError
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action
from catalogue.services.artifacts import read_artifact
from catalogue.services.paging import Page
from catalogue.services.sites import read_site

T = TypeVar("T")


def expected_version(request: Request) -> int:
    """The version in ``If-Match`` that a writer has read.

    Raises:
        RequestError: ``version_missing`` where the header is absent or no version of ours.
    """
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (given.isascii() and given.isdigit()):
        raise RequestError("version_missing", path=request.path)
    return int(given)


def version_tag(version: object) -> dict[str, str]:
    """The header that names a record's version."""
    return {"ETag": f'"{version}"'}


def is_staff() -> bool:
    """Whether the reader may see drafts and what only staff know."""
    return caller().may(Action.READ_DRAFTS)


def page_body(page: Page[T], shape: Callable[[T], dict[str, object]]) -> dict[str, object]:
    """A part of a list with the address of the following part."""
    return {"items": [shape(item) for item in page.items], "next": next_address(page.next), "total": page.total}


def whole_list(items: list[dict[str, object]]) -> dict[str, object]:
    """A list short enough to be given whole."""
    return {"items": items, "next": None, "total": len(items)}


def next_address(cursor: str | None) -> str | None:
    """This request's address with another cursor."""
    if cursor is None:
        return None
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{base_url()}{request.path}?{urlencode([*query, ('cursor', cursor)])}"


def find_owner(session: Session, artifact: str | None, site: str | None) -> dict[str, UUID | None]:
    """The ids behind an accession number and a site code, as the services want them.

    Raises:
        NotFoundError: no such record for this reader.
    """
    return {
        "artifact_id": read_artifact(session, caller(), artifact).id if artifact else None,
        "site_id": read_site(session, caller(), site).id if site else None,
    }


def code_to_id(session: Session, columns: dict[str, object], name: str) -> dict[str, object]:
    """Put a site's id in place of its code in ``columns[name]``.

    Raises:
        ValidationError: ``not_found``: there is no such site.
    """
    if name not in columns:
        return columns
    code = columns.pop(name)
    try:
        columns[f"{name}_id"] = read_site(session, caller(), str(code)).id if code else None
    except NotFoundError:
        raise ValidationError({name: "not_found"}) from None
    return columns
