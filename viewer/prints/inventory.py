"""The list of artifacts in a monument: the eleven columns of form 2 on paper that lies on its side."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.records import Organisation, Site
from catalogue.services.prints import CardParts
from viewer.prints.blocks import grid, head, motto, signatures
from viewer.prints.card import date_words, note_words, sizes, state_words
from viewer.prints.desk import Desk, gap
from viewer.prints.document import Sheet
from viewer.prints.style import WIDE

COLUMNS = (
    "l_number", "l_name", "l_code", "l_origin", "l_date", "l_class", "l_material", "l_size", "l_description",
    "l_state", "l_note",
)  # fmt: skip
_SHARES = (4, 14, 10, 10, 9, 8, 8, 10, 20, 11, 8)


def inventory_sheet(desk: Desk, site: Site, cards: Sequence[CardParts], house: Organisation | None = None) -> Sheet:
    """All artifacts of a site in one list, the head of the table on every page."""
    title = desk.say("inventory")
    named = desk.pick(site.title_vi, site.title_en)
    rows = [_row(desk, place, card) for place, card in enumerate(cards, start=1)]
    total = sum(card.artifact.count for card in cards)
    noun = desk.say("object_one" if total == 1 else "object_many")
    story = [
        *motto(desk, house),
        *head(desk, title, [f"{named} · {site.code}", desk.say("inventory_form")]),
        gap(3),
        grid(desk, [desk.say(key) for key in COLUMNS], rows, _SHARES, WIDE),
        gap(2),
        desk.para(desk.say("total", number=desk.figure(total, 0), words=desk.words(total), noun=noun)),
        *signatures(desk, [("sign_recorder", ""), ("sign_checker", ""), ("sign_head", "")]),
    ]
    mark = desk.say("printed", day=desk.day(desk.today), address=desk.base)
    return Sheet(f"{title}: {named}", mark, story, is_wide=True)


def _row(desk: Desk, place: int, card: CardParts) -> list[str]:
    artifact = card.artifact
    names = filter(None, (desk.pick(artifact.title_vi, artifact.title_en), artifact.other_names))
    return [
        str(place),
        "\n".join(names),
        artifact.accession_number,
        artifact.origin or "",
        date_words(artifact),
        desk.name(artifact.protection),
        ", ".join(artifact.materials),
        sizes(desk, card),
        desk.told(artifact.description_vi, artifact.description_en),
        state_words(desk, card),
        note_words(artifact),
    ]
