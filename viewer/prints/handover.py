"""Papers of a hand-over: the receipt of an entry, the minutes of a loan, the slip of a movement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reportlab.platypus import Flowable

from catalogue.services.minutes import HandedItem, HandOver, Party
from catalogue.services.movement_slips import MovementSlip
from viewer.prints.blocks import facts, grid, head, motto, signatures
from viewer.prints.card import known
from viewer.prints.desk import Desk, gap
from viewer.prints.document import Sheet

_SHARES = (6, 15, 38, 9, 22, 14)


def hand_over_sheet(desk: Desk, minutes: HandOver) -> Sheet:
    """The receipt of an entry or the minutes of a loan, in the form of a biên bản giao nhận."""
    title = desk.say("receipt" if minutes.kind == "entry" else "minutes")
    day = desk.day(minutes.day)
    place = minutes.place or desk.say("here")
    story = [
        *motto(desk, minutes.house),
        *head(desk, title, [f"{desk.say('number')} {minutes.number}"]),
        gap(2),
        desk.para(desk.say("minutes_day", day=day, place=place)),
        *facts(desk, _party_rows(desk, minutes)),
        *desk.section("objects", [_items(desk, minutes.items), gap(2), desk.para(_total(desk, minutes.total))]),
        *facts(desk, _term_rows(desk, minutes)),
        gap(3),
        desk.para(desk.say("copies")),
        *signatures(desk, [("sign_giver", minutes.giver.name), ("sign_taker", minutes.taker.name), ("sign_head", "")]),
    ]
    return Sheet(f"{title} {minutes.number}", desk.say("printed", day=desk.day(desk.today), address=desk.base), story)


def movement_sheet(desk: Desk, slip: MovementSlip) -> Sheet:
    """The slip that goes along with moved artifacts."""
    title = desk.say("movement")
    heads = [desk.say(key) for key in ("i_number", "code", "i_object", "i_count", "from")]
    rows = [
        [str(place), row.number, desk.pick(row.title_vi, row.title_en), desk.figure(row.count, 0), row.origin]
        for place, row in enumerate(slip.items, start=1)
    ]
    total = sum(row.count for row in slip.items)
    story = [
        *motto(desk, slip.house),
        *head(desk, title, [desk.moment(slip.moved_at)]),
        gap(2),
        *facts(desk, _move_rows(desk, slip)),
        *desk.section("objects", [grid(desk, heads, rows, (6, 18, 40, 9, 27)), gap(2), desk.para(_total(desk, total))]),
        *signatures(desk, [("sign_mover", slip.mover), ("sign_taker", ""), ("sign_approver", slip.approver or "")]),
    ]
    name = f"{title}: {', '.join(row.number for row in slip.items[:6])}"
    return Sheet(name, desk.say("printed", day=desk.day(desk.today), address=desk.base), story)


def _party_rows(desk: Desk, minutes: HandOver) -> list[tuple[str, str]]:
    return [
        (desk.say("giver"), _party(desk, minutes.giver)),
        (desk.say("taker"), _party(desk, minutes.taker)),
    ]


def _party(desk: Desk, party: Party) -> str:
    """Name and contact; dots to be filled in by hand where nobody is known."""
    contact = f"{desk.say('contact')}: {party.contact}" if party.contact else ""
    return "\n".join(filter(None, (party.name or "." * 60, contact)))


def _items(desk: Desk, items: Sequence[HandedItem]) -> Flowable:
    heads = [desk.say(key) for key in ("i_number", "code", "i_object", "i_count", "i_state", "i_note")]
    rows = [
        [
            str(row.position),
            row.number,
            desk.pick(row.title_vi, row.title_en),
            desk.figure(row.count, 0),
            ". ".join(filter(None, (desk.name(row.grade) if row.grade else "", row.condition))),
            row.note or "",
        ]
        for row in items
    ]
    return grid(desk, heads, rows, _SHARES)


def _total(desk: Desk, total: int) -> str:
    """The number of pieces in figures and words."""
    noun = desk.say("object_one" if total == 1 else "object_many")
    return desk.say("total", number=desk.figure(total, 0), words=desk.words(total), noun=noun)


def _term_rows(desk: Desk, minutes: HandOver) -> list[tuple[str, str]]:
    temporary = "is_temporary" if minutes.is_temporary else "is_permanent"
    rows: list[tuple[str, str | None]] = [
        ("temporary", desk.say(temporary)),
        ("reason", desk.name(minutes.reason) if minutes.reason else ""),
        ("loan_purpose", minutes.purpose),
        ("entry_method", minutes.method),
        ("return_by", desk.day(minutes.return_by)),
        ("decision", _decision(desk, minutes.decision_number, minutes.decision_date)),
        ("approver", minutes.approver),
        ("value", minutes.value_text),
        ("insurance", minutes.insurance),
        ("packing", minutes.packing),
        ("requirements", minutes.requirements),
        ("note", minutes.note),
    ]
    return known(desk, rows)


def _move_rows(desk: Desk, slip: MovementSlip) -> list[tuple[str, str]]:
    rows: list[tuple[str, str | None]] = [
        ("to", slip.to),
        ("moved_at", desk.moment(slip.moved_at)),
        ("reason", desk.name(slip.reason)),
        ("mover", slip.mover),
        ("decision", _decision(desk, slip.decision_number, slip.decision_date)),
        ("approver", slip.approver),
        ("note", slip.note),
    ]
    return known(desk, rows)


def _decision(desk: Desk, number: str | None, day: dt.date | None) -> str:
    if not number:
        return ""
    return desk.say("decision_line", number=number, day=desk.day(day)) if day else number
