"""Models made from scans, over HTTP."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import find_owner, whole_list
from app.api.links import derivative_links, model_links
from app.context import caller, parts
from app.schemas.models import ModelBody, ModelPage, OwnerQuery, derivative_body, model_body
from catalogue.records import Model
from catalogue.services.derivatives import list_derivatives
from catalogue.services.models import list_models, read_model

bp = APIBlueprint("models", __name__, url_prefix="/api/v1/models")


@bp.get("")
@bp.input(OwnerQuery, location="query", arg_name="wish")
@bp.output(ModelPage)
def index(wish: OwnerQuery) -> ResponseReturnValue:
    """Current models of an artifact or a site, newest first."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        return whole_list([_body(session, model) for model in list_models(session, caller(), **owner)])


@bp.get("/<uuid:model_id>")
@bp.output(ModelBody)
def read(model_id: UUID) -> ResponseReturnValue:
    """One model with its copies."""
    with parts().readers() as session:
        return _body(session, read_model(session, caller(), model_id))


def _body(session: Session, model: Model) -> dict[str, object]:
    """The model with the copies that the reader may see."""
    copies = list_derivatives(session, caller(), model_id=model.id)
    shown = [derivative_body(copy, links=derivative_links(copy)) for copy in copies]
    return model_body(model, derivatives=shown, links=model_links(model))
