"""Forms of parts that name other records: history, agents, places, terms, links."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import gettext as _
from app.pages import part_labels as words
from app.pages.cards import in_words
from app.pages.part_words import named_text, sure, years_text
from app.pages.workbench.part_form import Field, PartForm, chosen
from catalogue.records import HistoryEvent, RecordAgent, RecordPlace, RecordTerm
from catalogue.services.described import number_of
from catalogue.services.history import history
from catalogue.services.links import SeenLink, links
from catalogue.services.record_agents import record_agents
from catalogue.services.record_places import record_places
from catalogue.services.record_terms import record_terms
from catalogue.services.references import Names


def history_form() -> PartForm:
    """Happenings."""
    return PartForm(
        "events",
        _("History and provenance"),
        _("Add to the history"),
        _("Made, used, found, given, restored: by whom, where and when."),
        history,
        (
            Field("kind", _("What happened"), "select", options=chosen(words.history_words()), is_required=True, row=1),
            Field(
                "date_text",
                _("When"),
                hint=_("As you would write it: Minh Mạng 15, thế kỷ XIX, khoảng 1835–1837"),
                extra='autocomplete="off"',
                row=1,
            ),
            Field("agent", _("Who"), hint=_("Code or name"), extra='list="agents" autocomplete="off"', row=2),
            Field("place", _("Where"), hint=_("Code or name"), extra='list="places" autocomplete="off"', row=2),
            Field("note", _("Note"), "textarea"),
        ),
        (_("What happened"), _("When"), _("Who"), _("Where"), _("Note")),
        _history_cells,
        lists=("agents", "places"),
    )


def _history_cells(row: HistoryEvent, names: Names) -> Sequence[str]:
    when = row.date_text or ""
    years = years_text(row)
    if years and years not in when:
        when = f"{when} ({years})"
    who = names.agents.get(row.agent_id) if row.agent_id else None
    where = names.places.get(row.place_id) if row.place_id else None
    return words.history_words()[row.kind.value], when, named_text(who), named_text(where), row.note or ""


def agent_form() -> PartForm:
    """Agents' parts."""
    return PartForm(
        "agents",
        _("People and bodies"),
        _("Add a person or body"),
        _("Who made it, owned it, gave it, restored it."),
        record_agents,
        (
            Field(
                "agent",
                _("Who"),
                hint=_("Code or name"),
                is_required=True,
                extra='list="agents" autocomplete="off"',
                row=1,
            ),
            Field("role", _("Role"), "select", options=chosen(words.agent_role_words()), is_required=True, row=1),
            Field("certainty", _("Certainty"), "select", options=chosen(words.certainty_words())),
            Field("note", _("Note")),
        ),
        (_("Who"), _("Role"), _("Note")),
        _agent_cells,
        lists=("agents",),
    )


def _agent_cells(row: RecordAgent, names: Names) -> Sequence[str]:
    role = sure(words.agent_role_words()[row.role.value], row.certainty)
    return named_text(names.agents.get(row.agent_id)), role, row.note or ""


def place_form() -> PartForm:
    """Places' parts."""
    return PartForm(
        "places",
        _("Places"),
        _("Add a place"),
        _("Its address now and earlier, where it was made, found, used."),
        record_places,
        (
            Field(
                "place",
                _("Place"),
                hint=_("Code or name"),
                is_required=True,
                extra='list="places" autocomplete="off"',
                row=1,
            ),
            Field("role", _("Role"), "select", options=chosen(words.place_role_words()), is_required=True, row=1),
            Field("certainty", _("Certainty"), "select", options=chosen(words.certainty_words())),
            Field("note", _("Note")),
        ),
        (_("Place"), _("Role"), _("Note")),
        _place_cells,
        lists=("places",),
    )


def _place_cells(row: RecordPlace, names: Names) -> Sequence[str]:
    role = sure(words.place_role_words()[row.role.value], row.certainty)
    return named_text(names.places.get(row.place_id)), role, row.note or ""


def term_form() -> PartForm:
    """Terms."""
    return PartForm(
        "terms",
        _("Terms"),
        _("Add a term"),
        _("Words of the shared vocabularies: material, technique, type, subject."),
        record_terms,
        (
            Field("facet", _("Respect"), "select", options=chosen(words.facet_words()), is_required=True, row=1),
            Field(
                "term",
                _("Term"),
                hint=_("Name, with or without accents"),
                is_required=True,
                extra='list="terms" autocomplete="off"',
                row=1,
            ),
            Field("part", _("Part"), hint=_("Which part it is true of; empty for the whole")),
            Field("certainty", _("Certainty"), "select", options=chosen(words.certainty_words())),
        ),
        (_("Respect"), _("Term"), _("Part")),
        _term_cells,
        lists=("terms",),
    )


def _term_cells(row: RecordTerm, names: Names) -> Sequence[str]:
    term = sure(named_text(names.terms.get(row.term_id)), row.certainty)
    return words.facet_words()[row.facet.value], term, row.part


def link_form() -> PartForm:
    """Relations to other records."""
    return PartForm(
        "links",
        _("Links"),
        _("Add a link"),
        _("Relations to other records; each shows at both of them."),
        links,
        (
            Field("kind", _("Relation"), "select", options=chosen(words.link_words()), is_required=True, row=1),
            Field("other", _("Number of the other record"), is_required=True, extra='autocomplete="off"', row=1),
            Field("note", _("Note")),
        ),
        (_("Relation"), _("Other record"), _("Note")),
        _link_cells,
    )


def _link_cells(seen: SeenLink, _names: Names) -> Sequence[str]:
    relation = words.link_words(is_inverse=seen.is_inverse)[seen.link.kind.value]
    other = f"{number_of(seen.other)} · {in_words(seen.other.title_vi, seen.other.title_en)}"
    return relation, other, seen.link.note or ""
