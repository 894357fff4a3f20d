"""What the closed lists of parts are called, in the reader's language."""

from __future__ import annotations

from app.i18n import gettext as _
from catalogue.vocab.heritage import (
    AgentRole,
    Certainty,
    DesignationKind,
    Dimension,
    HistoryKind,
    LinkKind,
    MeasureUnit,
    PlaceRole,
    TermFacet,
    TextField,
    TraditionKind,
    ZoneKind,
)

Words = dict[str, str]


def dimension_words() -> Words:
    """What was measured."""
    return {
        Dimension.HEIGHT.value: _("Height"),
        Dimension.WIDTH.value: _("Width"),
        Dimension.DEPTH.value: _("Depth"),
        Dimension.LENGTH.value: _("Length"),
        Dimension.DIAMETER.value: _("Diameter"),
        Dimension.DIAMETER_MOUTH.value: _("Diameter of the mouth"),
        Dimension.DIAMETER_BASE.value: _("Diameter of the base"),
        Dimension.THICKNESS.value: _("Thickness"),
        Dimension.CIRCUMFERENCE.value: _("Circumference"),
        Dimension.WEIGHT.value: _("Weight"),
        Dimension.VOLUME.value: _("Volume"),
        Dimension.AREA.value: _("Area"),
    }


def unit_words() -> Words:
    """Units as they are printed."""
    return {unit.value: "m²" if unit is MeasureUnit.M2 else unit.value for unit in MeasureUnit}


def designation_words() -> Words:
    """What a decision declares."""
    return {
        DesignationKind.PROVINCIAL.value: _("Provincial monument"),
        DesignationKind.NATIONAL.value: _("National monument"),
        DesignationKind.SPECIAL_NATIONAL.value: _("Special national monument"),
        DesignationKind.NATIONAL_TREASURE.value: _("National treasure"),
        DesignationKind.ANTIQUITY.value: _("Registered antiquity"),
        DesignationKind.UNESCO_WORLD.value: _("UNESCO World Heritage"),
        DesignationKind.UNESCO_INTANGIBLE.value: _("UNESCO intangible heritage"),
        DesignationKind.UNESCO_MEMORY.value: _("UNESCO Memory of the World"),
        DesignationKind.UNESCO_MEMORY_REGIONAL.value: _("UNESCO Memory of the World, Asia and the Pacific"),
        DesignationKind.NATIONAL_INTANGIBLE.value: _("National intangible heritage"),
        DesignationKind.NATIONAL_DOCUMENTARY.value: _("National documentary heritage"),
    }


def zone_words() -> Words:
    """Protection zones."""
    return {
        ZoneKind.ZONE_1.value: _("Protection zone I"),
        ZoneKind.ZONE_2.value: _("Protection zone II"),
        ZoneKind.BUFFER.value: _("Buffer zone"),
    }


def agent_role_words() -> Words:
    """Parts of agents."""
    return {
        AgentRole.MAKER.value: _("Maker"),
        AgentRole.WORKSHOP.value: _("Workshop"),
        AgentRole.PATRON.value: _("Patron"),
        AgentRole.OWNER.value: _("Owner"),
        AgentRole.USER.value: _("User"),
        AgentRole.FINDER.value: _("Finder"),
        AgentRole.DONOR.value: _("Donor"),
        AgentRole.SELLER.value: _("Seller"),
        AgentRole.RESTORER.value: _("Restorer"),
        AgentRole.DEPICTED.value: _("Depicted"),
        AgentRole.COMMEMORATED.value: _("Commemorated"),
        AgentRole.PRACTITIONER.value: _("Practitioner"),
        AgentRole.MANAGER.value: _("Manager"),
    }


def place_role_words() -> Words:
    """Parts of places."""
    return {
        PlaceRole.ADDRESS.value: _("Address"),
        PlaceRole.MADE.value: _("Made at"),
        PlaceRole.FOUND.value: _("Found at"),
        PlaceRole.USED.value: _("Used at"),
        PlaceRole.DEPICTED.value: _("Depicted place"),
        PlaceRole.PRACTISED.value: _("Practised at"),
    }


def history_words() -> Words:
    """Happenings."""
    return {
        HistoryKind.PRODUCTION.value: _("Made"),
        HistoryKind.USE.value: _("Used"),
        HistoryKind.FIND.value: _("Found"),
        HistoryKind.ACQUISITION.value: _("Acquired"),
        HistoryKind.TRANSFER.value: _("Handed over"),
        HistoryKind.RESTORATION.value: _("Restored"),
        HistoryKind.DAMAGE.value: _("Damaged"),
        HistoryKind.EXHIBITION.value: _("Exhibited"),
        HistoryKind.OTHER.value: _("Other"),
    }


def link_words(*, is_inverse: bool = False) -> Words:
    """Relations, as the record that keeps them reads them, or as the other one does."""
    if is_inverse:
        return {
            LinkKind.PART_OF.value: _("Has the part"),
            LinkKind.PAIR_OF.value: _("Pair with"),
            LinkKind.COPY_OF.value: _("Was copied as"),
            LinkKind.DEPICTS.value: _("Is depicted on"),
            LinkKind.DOCUMENTS.value: _("Is documented by"),
            LinkKind.USED_IN.value: _("Uses"),
            LinkKind.HELD_AT.value: _("Is the place of"),
            LinkKind.SUCCEEDS.value: _("Was followed by"),
            LinkKind.MERGED_INTO.value: _("Took in the duplicate"),
            LinkKind.RELATED.value: _("Related to"),
        }
    return {
        LinkKind.PART_OF.value: _("Part of"),
        LinkKind.PAIR_OF.value: _("Pair with"),
        LinkKind.COPY_OF.value: _("Copy of"),
        LinkKind.DEPICTS.value: _("Depicts"),
        LinkKind.DOCUMENTS.value: _("Documents"),
        LinkKind.USED_IN.value: _("Used in"),
        LinkKind.HELD_AT.value: _("Takes place at"),
        LinkKind.SUCCEEDS.value: _("Follows"),
        LinkKind.MERGED_INTO.value: _("Merged into"),
        LinkKind.RELATED.value: _("Related to"),
    }


def facet_words() -> Words:
    """In which respect a term describes."""
    return {
        TermFacet.TYPE.value: _("Object type"),
        TermFacet.MATERIAL.value: _("Material"),
        TermFacet.TECHNIQUE.value: _("Technique"),
        TermFacet.SUBJECT.value: _("Subject"),
        TermFacet.STYLE.value: _("Style"),
        TermFacet.FUNCTION.value: _("Function"),
    }


def certainty_words() -> Words:
    """How sure."""
    return {
        Certainty.CERTAIN.value: _("Certain"),
        Certainty.PROBABLE.value: _("Probable"),
        Certainty.POSSIBLE.value: _("Possible"),
    }


def text_words() -> Words:
    """Which text."""
    return {
        TextField.TITLE.value: _("Name"),
        TextField.OTHER_NAMES.value: _("Other names"),
        TextField.DESCRIPTION.value: _("Description"),
        TextField.HISTORY.value: _("Story"),
        TextField.LEGEND.value: _("Legend"),
        TextField.NOTE.value: _("Note"),
    }


def language_words() -> Words:
    """Languages of heritage texts."""
    return {
        "vi": _("Vietnamese"),
        "lzh": _("Literary Chinese (Hán văn)"),
        "cjm": _("Chăm"),
        "sa": _("Sanskrit"),
        "zh": _("Chinese"),
        "fr": _("French"),
        "en": _("English"),
        "ja": _("Japanese"),
        "km": _("Khmer"),
        "und": _("Not determined"),
    }


def script_words() -> Words:
    """Scripts of heritage texts."""
    return {
        "Hani": _("Hán-Nôm"),
        "Latn": _("Latin (Quốc ngữ)"),
        "Cham": _("Chăm script"),
        "Deva": _("Devanagari"),
        "Gran": _("Grantha"),
        "Khmr": _("Khmer script"),
        "Jpan": _("Japanese script"),
    }


def tradition_words() -> Words:
    """Kinds of intangible and documentary heritage."""
    return {
        TraditionKind.LANGUAGE.value: _("Speech and writing"),
        TraditionKind.FOLK_LITERATURE.value: _("Folk literature"),
        TraditionKind.PERFORMING_ARTS.value: _("Performing arts"),
        TraditionKind.SOCIAL_PRACTICE.value: _("Social practices and beliefs"),
        TraditionKind.FESTIVAL.value: _("Traditional festival"),
        TraditionKind.FOLK_KNOWLEDGE.value: _("Folk knowledge"),
        TraditionKind.CRAFT.value: _("Traditional craft"),
        TraditionKind.DOCUMENTARY.value: _("Documentary heritage"),
    }
