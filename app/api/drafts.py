"""Drafts of forms over HTTP: each person's own, saved while they type."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.schemas.drafts import DraftOrder, DraftQuery, DraftState, draft_state
from catalogue.services.drafts import DraftPlace, Typed, drop_draft, read_draft, save_draft

bp = APIBlueprint("drafts", __name__, url_prefix="/api/v1/drafts")


@bp.get("/<form>")
@bp.input(DraftQuery, location="query", arg_name="wish")
@bp.output(DraftState)
def read(form: str, wish: DraftQuery) -> ResponseReturnValue:
    """What the caller typed into this form and has not saved."""
    with parts().readers() as session:
        return draft_state(read_draft(session, caller(), DraftPlace(form, wish.key)))


@bp.put("/<form>")
@bp.input(DraftQuery, location="query", arg_name="wish")
@bp.input(DraftOrder, arg_name="order")
@bp.output(DraftState)
def keep(form: str, wish: DraftQuery, order: DraftOrder) -> ResponseReturnValue:
    """Keep what stands in the form in place of what was kept before."""
    with parts().sessions.begin() as session:
        typed = Typed(order.values, order.base_version)
        return draft_state(save_draft(session, caller(), DraftPlace(form, wish.key), typed))


@bp.delete("/<form>")
@bp.input(DraftQuery, location="query", arg_name="wish")
@bp.output({}, status_code=204)
def forget(form: str, wish: DraftQuery) -> ResponseReturnValue:
    """Forget the draft of this form."""
    with parts().sessions.begin() as session:
        drop_draft(session, caller(), DraftPlace(form, wish.key))
    return "", HTTPStatus.NO_CONTENT
