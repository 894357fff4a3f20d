"""Numbers of artifacts in a monument: monument, place, plan number (``PTH.TĐ.01``; Circular 09/2011, form 2)."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact
from catalogue.services.sites import read_site
from catalogue.vocab.folding import clean

_LONGEST_NUMBER = 9
_LOOKED_AT = 50
_ABBREVIATION = re.compile(r"[^\W\d_]{1,6}\d{0,2}")
_DIGITS = re.compile(r"[0-9]+")


def suggest_number(session: Session, who: Identity, site_code: str, place: str = "") -> str:
    """The next free number of a place in a monument, with as many digits as its neighbours have, two at least.

    ``place`` is an abbreviation as it is written on labels (``TĐ``) or a name (``Tiền Điện``); where it is blank, that
    of the artifact of this monument that was registered last.

    Raises:
        NotFoundError: ``site_not_found``. ValidationError: ``place``: ``required``, ``malformed``.
    """
    require(who, Action.WRITE_RECORDS)
    site = read_site(session, who, site_code)
    monument = site_abbreviation(site.code, site.title_vi)
    short = abbreviate(place) if clean(place) else _last_place(session, site.id, monument)
    if not short:
        raise ValidationError({"place": "malformed" if clean(place) else "required"})
    start = f"{monument}.{short}."
    column = Artifact.accession_number
    rests = [
        number[len(start) :]
        for number in session.scalars(select(column).where(column.startswith(start, autoescape=True)))
    ]
    taken = [rest for rest in rests if _DIGITS.fullmatch(rest) and len(rest) <= _LONGEST_NUMBER]
    width = max([2, *map(len, taken)])
    return f"{start}{max([0, *map(int, taken)]) + 1:0{width}d}"


def _last_place(session: Session, site_id: UUID, monument: str) -> str:
    """The place in the newest number of a monument that is built of monument, place and plan number; else empty."""
    start = f"{monument}."
    newest = select(Artifact.accession_number).where(
        Artifact.site_id == site_id, Artifact.accession_number.startswith(start, autoescape=True)
    )
    for number in session.scalars(newest.order_by(Artifact.created_at.desc(), Artifact.id.desc()).limit(_LOOKED_AT)):
        place, dot, plan = number[len(start) :].rpartition(".")
        if dot and _ABBREVIATION.fullmatch(place) and _DIGITS.match(plan):
            return place
    return ""


def site_abbreviation(code: str, title: str) -> str:
    """The monument's part of the number: its code where that begins with an abbreviation, else from its name.

    ``PTH`` and ``MV.DT`` begin so; in ``DT.001`` the letters only say that it is a monument.
    """
    head, _dot, rest = clean(code).partition(".")
    is_counted = rest.isdigit()
    return head if not is_counted and _ABBREVIATION.fullmatch(head) and head == head.upper() else abbreviate(title)


def abbreviate(name: str) -> str:
    """An abbreviation as it is, a name by the first letters of its words: ``Tiền Điện`` gives ``TĐ``."""
    words: list[str] = re.findall(r"[^\W_]+", clean(name))
    if len(words) == 1 and (_ABBREVIATION.fullmatch(words[0]) and words[0] == words[0].upper()):
        return words[0]
    letters = [word if word.isdigit() else word[0] for word in words]
    return "".join(letters).upper()[:8]
