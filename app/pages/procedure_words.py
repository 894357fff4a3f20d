"""What the lists and fields of movements, entries and loans are called, in the reader's language."""

from __future__ import annotations

from app.i18n import gettext as _
from catalogue.vocab.heritage import EntryReason, LoanDirection, LoanState, LocationKind, MoveReason


def location_kinds() -> dict[str, str]:
    """Levels of storage, from the largest."""
    return {
        LocationKind.BUILDING.value: _("Building"),
        LocationKind.FLOOR.value: _("Floor"),
        LocationKind.ROOM.value: _("Room"),
        LocationKind.CABINET.value: _("Cabinet"),
        LocationKind.SHELF.value: _("Shelf"),
        LocationKind.BOX.value: _("Box"),
        LocationKind.OUTSIDE.value: _("Open air"),
    }


def move_reasons() -> dict[str, str]:
    """Why things are moved, the commonest first."""
    return {
        MoveReason.STORAGE.value: _("Storage"),
        MoveReason.DISPLAY.value: _("Display"),
        MoveReason.CONSERVATION.value: _("Conservation"),
        MoveReason.STUDY.value: _("Study"),
        MoveReason.DIGITISATION.value: _("Digitisation"),
        MoveReason.LOAN.value: _("Loan"),
        MoveReason.RETURN.value: _("Return"),
        MoveReason.SAFETY.value: _("Safety (flood, fire, repair)"),
        MoveReason.INVENTORY.value: _("Inventory: found here"),
        MoveReason.CORRECTION.value: _("Correction of a wrong entry"),
    }


def entry_reasons() -> dict[str, str]:
    """Why objects are handed over."""
    return {
        EntryReason.GIFT.value: _("Gift"),
        EntryReason.PURCHASE.value: _("Purchase"),
        EntryReason.EXCAVATION.value: _("Excavation"),
        EntryReason.TRANSFER.value: _("Transfer from another body"),
        EntryReason.LOAN.value: _("Loan"),
        EntryReason.EXAMINATION.value: _("Examination"),
        EntryReason.CONFISCATION.value: _("Confiscation"),
        EntryReason.FOUND.value: _("Chance find"),
    }


def loan_directions() -> dict[str, str]:
    """Lent or borrowed."""
    return {LoanDirection.OUT.value: _("We lend"), LoanDirection.IN.value: _("We borrow")}


def loan_states() -> dict[str, str]:
    """The steps of a loan."""
    return {
        LoanState.PLANNED.value: _("Requested"),
        LoanState.APPROVED.value: _("Agreed"),
        LoanState.ACTIVE.value: _("On loan"),
        LoanState.RETURNED.value: _("Came back"),
        LoanState.CANCELLED.value: _("Given up"),
    }


def location_fields() -> dict[str, str]:
    """The fields of a location's form."""
    return {
        "code": _("Code on the label"),
        "kind": _("Kind of location"),
        "title_vi": _("Name in Vietnamese"),
        "title_en": _("Name in English"),
        "parent": _("Stands in"),
        "parent_id": _("Stands in"),
        "site": _("Belongs to the site"),
        "site_id": _("Belongs to the site"),
    }


def movement_fields() -> dict[str, str]:
    """The fields of a movement's form."""
    return {
        "numbers": _("What is moved"),
        "artifacts": _("What is moved"),
        "codes": _("Scanned codes"),
        "to": _("To which location"),
        "to_id": _("To which location"),
        "to_text": _("Or a place that is not ours"),
        "reason": _("Reason"),
        "moved_at": _("When"),
        "mover": _("Moved by"),
        "decision_number": _("Decision number"),
        "decision_date": _("Decision date"),
        "approver": _("Approved by"),
        "note": _("Note"),
    }


def entry_fields() -> dict[str, str]:
    """The fields of an entry's form."""
    return {
        "received_on": _("Received on"),
        "reason": _("Reason"),
        "depositor": _("Owner or giver"),
        "depositor_contact": _("Address, telephone, e-mail"),
        "receiver": _("Received by"),
        "method": _("How it came"),
        "place": _("Place of the hand-over"),
        "is_temporary": _("Kind of hand-over"),
        "return_by": _("To be returned by"),
        "returned_on": _("Returned on"),
        "requirements": _("Wishes of the owner"),
        "insurance": _("Insurance"),
        "packing": _("Packing"),
        "value_text": _("Value or price"),
        "note": _("Note"),
        "items": _("Objects"),
        "description": _("Object"),
        "count": _("Count"),
        "condition": _("State of preservation"),
        "accession_number": _("Object number"),
        "title_vi": _("Name in Vietnamese"),
        "to": _("To which location"),
        "to_id": _("To which location"),
    }


def loan_fields() -> dict[str, str]:
    """The fields of a loan's form."""
    return {
        "direction": _("Direction"),
        "partner": _("Partner"),
        "partner_contact": _("Address, telephone, e-mail"),
        "purpose": _("Purpose"),
        "begins_on": _("From"),
        "ends_on": _("Until"),
        "decision_number": _("Decision number"),
        "decision_date": _("Decision date"),
        "approver": _("Approved by"),
        "insurance": _("Insurance"),
        "conditions": _("Conditions of the loan"),
        "note": _("Note"),
        "artifacts": _("Artifacts"),
        "numbers": _("Artifacts"),
        "day": _("Day"),
        "returned_on": _("Day"),
        "moved_at": _("Day"),
        "to": _("To which location"),
        "to_id": _("To which location"),
    }
