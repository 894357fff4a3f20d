"""Printed sheets over HTTP: PDF in the language of ``?lang=``; for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import quote

from apiflask import APIBlueprint, FileSchema
from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import base_url, caller, parts
from app.i18n import language
from app.printing import Press, as_bytes, print_cards, print_condition
from app.schemas.common import Query
from catalogue.services.prints import find_numbers
from viewer.prints.words import Language

bp = APIBlueprint("prints", __name__, url_prefix="/api/v1")
PDF = FileSchema(type="string", format="binary")
KIND = "application/pdf"


@bp.get("/artifacts/<path:number>/card.pdf")
@bp.input(Query, location="query", arg_name="wish")
@bp.output(PDF, content_type=KIND)
def card(number: str, wish: Query) -> ResponseReturnValue:  # noqa: ARG001  the language is read for every answer
    """The card of an artifact (phiếu hiện vật)."""
    with parts().readers() as session:
        ids = find_numbers(session, caller(), [number])
        return pdf_response(f"phieu-{number}", as_bytes(lambda out: print_cards(press(session), ids, out)))


@bp.get("/conditions/<number>/report.pdf")
@bp.input(Query, location="query", arg_name="wish")
@bp.output(PDF, content_type=KIND)
def condition(number: str, wish: Query) -> ResponseReturnValue:  # noqa: ARG001
    """The report of a condition check with its findings pinned on the photographs."""
    return _printed(f"kiem-tra-{number}", lambda press, out: print_condition(press, number, out))


def press(session: Session) -> Press:
    """A press that prints for this reader, in the reader's language."""
    chosen: Language = "en" if language() == "en" else "vi"
    return Press(session, parts().store, caller(), base_url(), chosen)


def pdf_response(name: str, data: bytes) -> Response:
    """A PDF that browsers show and nobody else may keep; its name tells the language."""
    told = f"{name.replace('/', '-')}-{language()}.pdf"
    plain = told.encode("ascii", "ignore").decode().replace('"', "")
    headers = {
        "Content-Disposition": f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(told, safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Language": language(),
    }
    return Response(data, content_type=KIND, headers=headers)


def _printed(name: str, make: Callable[[Press, BinaryIO], None]) -> Response:
    """One document, read and set in one go."""
    with parts().readers() as session:
        found = press(session)
        return pdf_response(name, as_bytes(lambda out: make(found, out)))
