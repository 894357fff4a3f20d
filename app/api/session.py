"""Who is asking, and the token that its writes carry."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.context import caller
from app.schemas.session import SessionBody
from catalogue.policy import Action, Role

bp = APIBlueprint("session", __name__, url_prefix="/api/v1/session")


@bp.get("")
@bp.output(SessionBody)
def read() -> ResponseReturnValue:
    """The reader's role and rights."""
    who = caller()
    token = None if who.role is Role.PUBLIC else generate_csrf()
    rights = [action.value for action in Action if who.may(action)]
    body = {"role": who.role, "name": who.name, "may": rights, "csrf_token": token}
    return body, HTTPStatus.OK, {"Cache-Control": "no-store"}
