"""One set of routes for every noun of parts: list, add, change, withdraw, bring back; below any kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from pydantic import create_model
from sqlalchemy.orm import Session

from app.api.common import expected_version, version_tag, whole_list
from app.context import address, caller, parts
from app.schemas.common import Body, Order
from app.schemas.parts import PartQuery, columns_of
from catalogue.records.mixins import Part
from catalogue.services.described import Described, find_described
from catalogue.services.parts import PartService
from catalogue.vocab.heritage import RecordKind

Rows = Sequence[Any]
Shape = Callable[[Session, Rows], list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class PartNoun:
    """A noun of the API.

    Attributes:
        name: the last part of its address, and its word in the problem texts.
        service: who writes it.
        new, changes, body: its shapes.
        shape: rows as their bodies.
        rows: the rows in use that a reader may see, where that is not all of them.
        renamed: names of the API that are others in the catalogue.
    """

    name: str
    service: PartService[Any]
    new: type[Order]
    changes: type[Order]
    body: type[Body]
    shape: Shape
    rows: Callable[[Session, Described], Rows] | None = None
    renamed: Mapping[str, str] | None = None

    def columns(self, order: Order) -> dict[str, object]:
        """What was given, by the catalogue's names."""
        names = self.renamed or {}
        return {names.get(name, name): value for name, value in columns_of(order).items()}

    def listed(self, session: Session, record: Described, *, is_withdrawn: bool) -> list[dict[str, object]]:
        """The bodies of a record's rows."""
        if self.rows is not None and not is_withdrawn:
            return self.shape(session, self.rows(session, record))
        return self.shape(session, self.service.list(session, caller(), record, is_withdrawn=is_withdrawn))

    def one(self, session: Session, row: Part) -> dict[str, object]:
        """The body of one row."""
        (body,) = self.shape(session, [row])
        return body


def add_part_routes(bp: APIBlueprint, kind: RecordKind, noun: PartNoun) -> None:
    """Give a blueprint the routes of one noun below records of one kind."""
    _add_list(bp, kind, noun)
    _add_writer(bp, kind, noun)
    _add_change(bp, kind, noun)
    for step in ("withdraw", "restore"):
        _add_step(bp, kind, noun, step)


def list_of(body: type[Body]) -> type[Body]:
    """The shape of a whole list of bodies."""
    name = body.__name__.removesuffix("Body") + "List"
    items = cast("Any", list)[body]
    made = create_model(name, __base__=Body, items=(items, ...), next=(None, ...), total=(int, ...))
    made.__doc__ = "All of them."
    return made


def _add_list(bp: APIBlueprint, kind: RecordKind, noun: PartNoun) -> None:
    def index(number: str, wish: PartQuery) -> ResponseReturnValue:
        with parts().readers() as session:
            record = find_described(session, caller(), kind, number)
            return whole_list(noun.listed(session, record, is_withdrawn=wish.withdrawn))

    index.__doc__ = f"List the {noun.name} of a record."
    view = bp.output(list_of(noun.body))(bp.input(PartQuery, location="query", arg_name="wish")(index))
    bp.get(f"/<path:number>/{noun.name}", endpoint=f"{noun.name}_index")(view)


def _add_writer(bp: APIBlueprint, kind: RecordKind, noun: PartNoun) -> None:
    def create(number: str, new: Order) -> ResponseReturnValue:
        with parts().sessions.begin() as session:
            record = find_described(session, caller(), kind, number)
            body = noun.one(session, noun.service.add(session, caller(), record, noun.columns(new)))
        place = address(f"{bp.name}.{noun.name}_index", number=number)
        return body, HTTPStatus.CREATED, {"Location": f"{place}/{body['id']}", **version_tag(body["version"])}

    create.__doc__ = f"Add to the {noun.name} of a record."
    view = bp.output(noun.body, status_code=HTTPStatus.CREATED)(bp.input(noun.new, arg_name="new")(create))
    bp.post(f"/<path:number>/{noun.name}", endpoint=f"{noun.name}_create")(view)


def _add_change(bp: APIBlueprint, kind: RecordKind, noun: PartNoun) -> None:
    def change(number: str, ident: UUID, changes: Order) -> ResponseReturnValue:
        version = expected_version(request)
        with parts().sessions.begin() as session:
            record = find_described(session, caller(), kind, number)
            columns = noun.columns(changes)
            row = noun.service.update(session, caller(), record, ident, columns, expected_version=version)
            body = noun.one(session, row)
        return body, HTTPStatus.OK, version_tag(body["version"])

    change.__doc__ = f"Change one of the {noun.name}, in the version named in If-Match."
    view = bp.output(noun.body)(bp.input(noun.changes, arg_name="changes")(change))
    bp.patch(f"/<path:number>/{noun.name}/<uuid:ident>", endpoint=f"{noun.name}_change")(view)


def _add_step(bp: APIBlueprint, kind: RecordKind, noun: PartNoun, step: str) -> None:
    def take(number: str, ident: UUID) -> ResponseReturnValue:
        version = expected_version(request) if "If-Match" in request.headers else None
        act = cast("Callable[..., Part]", getattr(noun.service, step))
        with parts().sessions.begin() as session:
            record = find_described(session, caller(), kind, number)
            row = act(session, caller(), record, ident, expected_version=version)
            body = noun.one(session, row)
        return body, HTTPStatus.OK, version_tag(body["version"])

    words = "Take one out of use" if step == "withdraw" else "Bring a withdrawn one back"
    take.__doc__ = f"{words}, of the {noun.name}; nothing is deleted."
    bp.post(f"/<path:number>/{noun.name}/<uuid:ident>/{step}", endpoint=f"{noun.name}_{step}")(
        bp.output(noun.body)(take)
    )
