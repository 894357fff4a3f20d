"""Derivatives' bytes under their digest: ``/d/SHA256/NAME``; the same address always gives the same bytes."""

from __future__ import annotations

import re

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.delivery import Delivery, deliver
from catalogue.errors import NotFoundError
from catalogue.policy import Identity
from catalogue.records import ComparisonFile, Derivative
from catalogue.services.comparisons import read_comparison_file
from catalogue.services.derivatives import read_derivative

bp = Blueprint("content", __name__)
_DIGEST = re.compile(r"^[0-9a-f]{64}$")


@bp.get("/d/<sha256>/<name>")
def derivative(sha256: str, name: str) -> ResponseReturnValue:
    """A derivative or a comparison's file, if the reader may see what it belongs to; the name is only for people."""
    if not _DIGEST.match(sha256):
        abort(404)
    row, is_public = _find(sha256)
    what = Delivery(row.key, row.sha256, row.size, row.media_type, name, is_public=is_public)
    answer = deliver(parts().store, what)
    if is_public:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _find(sha256: str) -> tuple[Derivative | ComparisonFile, bool]:
    """The derivative or the file of a comparison with these bytes, and whether everybody may see it.

    Raises:
        NotFoundError: nothing of the kind for this reader.
    """
    try:
        return find_derivative(sha256)
    except NotFoundError:
        with parts().readers() as session:
            try:
                return read_comparison_file(session, Identity.public(), sha256), True
            except NotFoundError:
                return read_comparison_file(session, caller(), sha256), False


def find_derivative(sha256: str) -> tuple[Derivative, bool]:
    """The derivative with these bytes, and whether everybody may see it.

    Raises:
        NotFoundError: no such derivative for this reader.
    """
    with parts().readers() as session:
        try:
            return read_derivative(session, Identity.public(), sha256), True
        except NotFoundError:
            return read_derivative(session, caller(), sha256), False
