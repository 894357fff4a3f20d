"""Printed sheets: what the catalogue knows and the store holds is set by the viewer and comes out as PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.policy import Identity
from catalogue.records import Derivative
from catalogue.services.condition_report import condition_report
from catalogue.services.derivatives import pick_thumbnails
from catalogue.services.minutes import HandOver, entry_receipt, hand_over
from catalogue.services.movement_slips import read_slip
from catalogue.services.organisations import house_of
from catalogue.services.prints import find_in_site, read_cards
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Usage
from ingest.errors import StorageError
from ingest.storage import BlobStore
from viewer.prints.card import card_sheet
from viewer.prints.condition import condition_sheet
from viewer.prints.desk import Desk, texts_in
from viewer.prints.document import Imprint, Sheet, write_document
from viewer.prints.faces import faces_for
from viewer.prints.handover import hand_over_sheet, movement_sheet
from viewer.prints.inventory import inventory_sheet
from viewer.prints.words import Language, say

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Press:
    """What printing needs.

    Attributes:
        session: for reading.
        store: holds the pictures.
        who: on whose behalf.
        base: address under which readers reach the records.
        language: of the sheets.
    """

    session: Session
    store: BlobStore
    who: Identity
    base: str
    language: Language

    @contextmanager
    def desk(self, *told: object) -> Iterator[Desk]:
        """Where the sheets are set, with the faces that everything ``told`` needs."""
        with faces_for(text for value in told for text in texts_in(value)) as faces:
            yield Desk(self.language, faces, self.base, day_of(now_utc()))

    def picture(self, derivative: Derivative | None) -> bytes | None:
        """The bytes of a picture; None where there is none or the store lost it: a sheet is printed all the same."""
        if derivative is None:
            return None
        try:
            with self.store.open(derivative.key) as handle:
                return handle.read()
        except StorageError:
            return None

    def write(
        self, out: BinaryIO, title: str, sheets: Sequence[Sheet], done: Callable[[int], None] = lambda _: None
    ) -> None:
        """Write the sheets as one document."""
        write_document(out, sheets, Imprint(title, self.language, self.who.name), done)


def print_cards(press: Press, ids: Sequence[UUID], out: BinaryIO, progress: Progress = lambda _: None) -> int:
    """Write the cards of these artifacts as one PDF; gives how many they are.

    Args:
        press: session, store, language.
        ids: of artifacts, in the order of printing; unknown ones are left out.
        out: where the PDF goes.
        progress: told a share 0..1; what it raises stops the printing.
    """
    cards = read_cards(press.session, press.who, ids)
    pictures = pick_thumbnails(press.session, press.who, [card.artifact.id for card in cards])
    with press.desk(cards) as desk:
        sheets = []
        for place, card in enumerate(cards):
            progress(0.5 * place / len(cards))
            sheets.append(card_sheet(desk, card, press.picture(pictures.get(card.artifact.id))))
        press.write(out, say("card", press.language), sheets, lambda place: progress(0.5 + 0.5 * place / len(cards)))
    return len(cards)


def print_condition(press: Press, number: str, out: BinaryIO) -> None:
    """Write the report of a condition check as PDF.

    Raises:
        NotFoundError: ``check_not_found``.
    """
    report = condition_report(press.session, press.who, number)
    photos = {row.file.id: press.picture(_clearest(row.copies)) for row in report.photos}
    with press.desk(report) as desk:
        sheet = condition_sheet(desk, report, {ident: data for ident, data in photos.items() if data})
        press.write(out, f"{say('condition', press.language)} {report.check.number}", [sheet])


def print_receipt(press: Press, number: str, out: BinaryIO) -> None:
    """Write the receipt of an object entry as PDF.

    Raises:
        NotFoundError: ``entry_not_found``.
    """
    _print_minutes(press, entry_receipt(press.session, press.who, number), out)


def print_minutes(press: Press, number: str, out: BinaryIO, *, is_back: bool = False) -> None:
    """Write the minutes of a loan's departure, or of its return, as PDF.

    Raises:
        NotFoundError: ``loan_not_found``.
    """
    _print_minutes(press, hand_over(press.session, press.who, number, is_back=is_back), out)


def print_slip(press: Press, movement_id: UUID, out: BinaryIO) -> None:
    """Write the slip of a movement, with all that was moved together with it, as PDF.

    Raises:
        NotFoundError: ``movement_not_found``.
    """
    slip = read_slip(press.session, press.who, movement_id)
    with press.desk(slip) as desk:
        press.write(out, say("movement", press.language), [movement_sheet(desk, slip)])


def print_inventory(press: Press, code: str, out: BinaryIO, progress: Progress = lambda _: None) -> int:
    """Write the list of a site's artifacts (form 2) as PDF; gives how many they are.

    Raises:
        NotFoundError: ``site_not_found``. ValidationError: ``site``: ``too_long``.
    """
    site, ids = find_in_site(press.session, press.who, code)
    cards = read_cards(press.session, press.who, ids)
    progress(0.3)
    house = house_of(press.session, [site.organisation_id])
    with press.desk(site, cards, house) as desk:
        press.write(out, f"{say('inventory', press.language)}: {code}", [inventory_sheet(desk, site, cards, house)])
    return len(cards)


def _print_minutes(press: Press, minutes: HandOver, out: BinaryIO) -> None:
    with press.desk(minutes) as desk:
        title = say("receipt" if minutes.kind == "entry" else "minutes", press.language)
        press.write(out, f"{title} {minutes.number}", [hand_over_sheet(desk, minutes)])


def _clearest(copies: Sequence[Derivative]) -> Derivative | None:
    """The largest thumbnail of a photograph."""
    pictures = [copy for copy in copies if copy.usage is Usage.THUMBNAIL]
    return max(pictures, key=lambda copy: copy.size, default=None)


def as_bytes(make: Callable[[BinaryIO], object]) -> bytes:
    """What ``make`` writes, for documents of one sheet."""
    out = io.BytesIO()
    make(out)
    return out.getvalue()
