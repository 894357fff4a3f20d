"""Printed sheets over HTTP: PDF in the language of ``?lang=``; for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID

from apiflask import APIBlueprint, FileSchema
from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import base_url, caller, parts
from app.i18n import language
from app.printing import (
    Press,
    as_bytes,
    print_cards,
    print_condition,
    print_inventory,
    print_minutes,
    print_receipt,
    print_slip,
)
from app.schemas.common import Query
from catalogue.services.prints import find_numbers
from viewer.prints.words import Language

bp = APIBlueprint("prints", __name__, url_prefix="/api/v1")
PDF = FileSchema(type="string", format="binary")
KIND = "application/pdf"


class MinutesQuery(Query):
    """Which way the objects went."""

    back: bool = False


@bp.get("/artifacts/<path:number>/card.pdf")
@bp.input(Query, location="query", arg_name="_wish")
@bp.output(PDF, content_type=KIND)
def card(number: str, _wish: Query) -> ResponseReturnValue:
    """The card of an artifact (phiếu hiện vật)."""
    with parts().readers() as session:
        ids = find_numbers(session, caller(), [number])
        return pdf_response(f"phieu-{number}", as_bytes(lambda out: print_cards(press(session), ids, out)))


@bp.get("/conditions/<number>/report.pdf")
@bp.input(Query, location="query", arg_name="_wish")
@bp.output(PDF, content_type=KIND)
def condition(number: str, _wish: Query) -> ResponseReturnValue:
    """The report of a condition check with its findings pinned on the photographs."""
    return _printed(f"kiem-tra-{number}", lambda press, out: print_condition(press, number, out))


@bp.get("/entries/<number>/receipt.pdf")
@bp.input(Query, location="query", arg_name="_wish")
@bp.output(PDF, content_type=KIND)
def receipt(number: str, _wish: Query) -> ResponseReturnValue:
    """The receipt of an object entry, with the total in words."""
    return _printed(f"tiep-nhan-{number}", lambda press, out: print_receipt(press, number, out))


@bp.get("/loans/<number>/minutes.pdf")
@bp.input(MinutesQuery, location="query", arg_name="wish")
@bp.output(PDF, content_type=KIND)
def minutes(number: str, wish: MinutesQuery) -> ResponseReturnValue:
    """The minutes of a loan's departure, or with ``back=true`` of its return."""
    name = f"giao-nhan-{number}{'-tra' if wish.back else ''}"
    return _printed(name, lambda press, out: print_minutes(press, number, out, is_back=wish.back))


@bp.get("/movements/<uuid:movement_id>/slip.pdf")
@bp.input(Query, location="query", arg_name="_wish")
@bp.output(PDF, content_type=KIND)
def slip(movement_id: UUID, _wish: Query) -> ResponseReturnValue:
    """The slip of a movement with everything that was moved together."""
    return _printed("di-chuyen", lambda press, out: print_slip(press, movement_id, out))


@bp.get("/sites/<path:code>/inventory.pdf")
@bp.input(Query, location="query", arg_name="_wish")
@bp.output(PDF, content_type=KIND)
def inventory(code: str, _wish: Query) -> ResponseReturnValue:
    """The list of artifacts in a monument, the eleven columns of form 2."""

    def make(press: Press, out: BinaryIO) -> None:
        print_inventory(press, code, out)

    return _printed(f"danh-muc-{code}", make)


def press(session: Session, wanted: str = "") -> Press:
    """A press that prints for this reader, in the wanted language or the reader's own."""
    chosen: Language = "en" if (wanted or language()) == "en" else "vi"
    return Press(session, parts().store, caller(), base_url(), chosen)


def pdf_response(name: str, data: bytes, wanted: str = "") -> Response:
    """A PDF that browsers show and nobody else may keep; its name tells the language."""
    lang = wanted or language()
    told = f"{name.replace('/', '-')}-{lang}.pdf"
    plain = told.encode("ascii", "ignore").decode().replace('"', "")
    headers = {
        "Content-Disposition": f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(told, safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Language": lang,
    }
    return Response(data, content_type=KIND, headers=headers)


def _printed(name: str, make: Callable[[Press, BinaryIO], None]) -> Response:
    """One document, read and set in one go."""
    with parts().readers() as session:
        found = press(session)
        return pdf_response(name, as_bytes(lambda out: make(found, out)))
