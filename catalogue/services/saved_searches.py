"""Searches that people keep under a name, each person their own; with an alert they are told of what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from catalogue.policy import Identity
from catalogue.records import SavedSearch
from catalogue.vocab.folding import clean

MOST_SEARCHES = 100
_LONGEST_NAME = 120

Pairs = Sequence[tuple[str, str]]


def save_search(session: Session, who: Identity, name: str, pairs: Pairs, *, is_alert: bool = False) -> SavedSearch:
    """Keep a search, as the pairs of its address, under a name of the reader's own.

    Raises:
        ForbiddenError: nobody is logged in.
        ValidationError: ``name`` is ``required`` or ``too_long``; ``query`` is ``required``: nothing is searched for.
        ConflictError: ``search_name_taken``, or ``too_many_searches``.
    """
    account_id = _account(who)
    if not pairs:
        raise ValidationError({"query": "required"})
    name = _name(session, account_id, name)
    if (session.scalar(select(func.count()).where(SavedSearch.account_id == account_id)) or 0) >= MOST_SEARCHES:
        raise ConflictError("too_many_searches", limit=MOST_SEARCHES)
    query: dict[str, object] = {"pairs": [list(pair) for pair in pairs]}
    saved = SavedSearch(account_id=account_id, name=name, query=query, is_alert=is_alert, seen_at=now_utc())
    session.add(saved)
    session.flush()
    return saved


def list_searches(session: Session, who: Identity, *, alerts_only: bool = False) -> list[SavedSearch]:
    """The reader's own searches by name; none where nobody is logged in."""
    query = select(SavedSearch).where(SavedSearch.account_id == who.account_id)
    query = query.where(SavedSearch.is_alert.is_(True)) if alerts_only else query
    return list(session.scalars(query.order_by(SavedSearch.name)))


def read_search(session: Session, who: Identity, search_id: UUID) -> SavedSearch:
    """One of the reader's own searches.

    Raises:
        NotFoundError: ``search_not_found``: there is none, or it is somebody else's.
    """
    own = SavedSearch.account_id == _account(who)
    saved = session.scalar(select(SavedSearch).where(SavedSearch.id == search_id, own))
    if saved is None:
        raise NotFoundError("search_not_found", search=str(search_id))
    return saved


def change_search(
    session: Session, who: Identity, search_id: UUID, *, name: str | None = None, is_alert: bool | None = None
) -> SavedSearch:
    """Rename a search, or turn its alert on or off.

    Raises:
        NotFoundError, ValidationError, ConflictError (``search_name_taken``).
    """
    saved = read_search(session, who, search_id)
    if name is not None and clean(name) != saved.name:
        saved.name = _name(session, saved.account_id, name)
    if is_alert is not None:
        saved.is_alert = is_alert
    session.flush()
    return saved


def see_search(session: Session, who: Identity, search_id: UUID, moment: dt.datetime | None = None) -> SavedSearch:
    """Remember that the reader has looked at a search's hits now."""
    saved = read_search(session, who, search_id)
    saved.seen_at = moment or now_utc()
    session.flush()
    return saved


def forget_search(session: Session, who: Identity, search_id: UUID) -> None:
    """Delete one of the reader's own searches: it is a bookmark, no record of the collection.

    Raises:
        NotFoundError: ``search_not_found``.
    """
    session.delete(read_search(session, who, search_id))
    session.flush()


def pairs_in(saved: SavedSearch) -> list[tuple[str, str]]:
    """The pairs of the address that a search was kept as."""
    pairs = saved.query.get("pairs")
    return [(str(pair[0]), str(pair[1])) for pair in pairs] if isinstance(pairs, list) else []


def _account(who: Identity) -> UUID:
    if who.account_id is None:
        raise ForbiddenError("forbidden", action="save_search", role=who.role.value)
    return who.account_id


def _name(session: Session, account_id: UUID, name: str) -> str:
    """The name as it is kept."""
    name = clean(name)
    if not name or len(name) > _LONGEST_NAME:
        raise ValidationError({"name": "too_long" if name else "required"})
    taken = select(SavedSearch.id).where(SavedSearch.account_id == account_id, SavedSearch.name == name)
    if session.scalar(taken) is not None:
        raise ConflictError("search_name_taken", name=name)
    return name
