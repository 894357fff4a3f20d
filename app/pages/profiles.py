"""Profiles of artifacts: which sections of the form stand open for each kind of object, and what their fields ask for.

One table; the form's template, the browser's script and the tests read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.i18n import gettext as _
from catalogue.vocab.heritage import Profile

SECTIONS = ("names", "making", "date", "size", "marks", "origin", "state", "watch")
"""The sections below the six facts, in the form's order."""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A profile: its name, the sections that stand open, and hints that replace the ordinary ones by field."""

    title: str
    sections: tuple[str, ...]
    hints: Mapping[str, str]


def profiles() -> dict[str, Unfolded]:
    """Every profile by its value, in the reader's language."""
    return _crafted() | _written_and_built()


def _crafted() -> dict[str, Unfolded]:
    """Objects by what they are made of."""
    return {
        Profile.CERAMIC.value: Unfolded(
            _("Ceramic and glass"),
            ("making", "date", "size", "marks"),
            {
                "technique": _("Such as: thrown, moulded, underglaze blue"),
                "measurement_note": _("Such as: diameter of mouth and foot"),
                "inscription": _("The mark on the base first, then poems; Hán-Nôm as it stands"),
                "condition_text": _("Chips, cracks, loss of glaze, kiln faults"),
            },
        ),
        Profile.TEXTILE.value: Unfolded(
            _("Textile and costume"),
            ("making", "date", "size", "state"),
            {
                "technique": _("Weave, embroidery, dye; such as: couched gold thread"),
                "measurement_note": _("Such as: span of the sleeves, length with or without fringe"),
                "condition_text": _("Fading, tears, insects, earlier mending"),
            },
        ),
        Profile.WOOD.value: Unfolded(
            _("Wood and lacquer"),
            ("making", "size", "state"),
            {
                "technique": _("Carving, joints, lacquer, gilding, inlay"),
                "features": _("Motifs and where they are; joints; traces of tools"),
                "condition_text": _("Termites, cracks, loose joints, loss of lacquer"),
            },
        ),
        Profile.METAL.value: Unfolded(
            _("Metal and seal"),
            ("making", "date", "size", "marks"),
            {
                "technique": _("Casting, chasing, gilding, enamel"),
                "measurement_note": _("Weight with its unit; for a seal: side of its face, height of the knob"),
                "inscription": _("For a seal: its face as it prints, then the words on back and sides"),
                "condition_text": _("Corrosion, dents, missing parts"),
            },
        ),
        Profile.STONE.value: Unfolded(
            _("Stone"),
            ("size", "marks", "state"),
            {
                "inscription": _("Side by side: lines, characters a line, what can't be read"),
                "condition_text": _("Weathering, lichen, cracks, breaks"),
            },
        ),
    }


def _written_and_built() -> dict[str, Unfolded]:
    """Documents, pictures and parts of buildings."""
    return {
        Profile.DOCUMENT.value: Unfolded(
            _("Document and book"),
            ("making", "date", "size", "marks"),
            {
                "technique": _("Handwriting, woodblock print, photograph"),
                "measurement_note": _("Number of sheets; size of the text block"),
                "inscription": _("First words, signatures, seals and their places"),
                "condition_text": _("Worms, damp, brittle paper, losses"),
            },
        ),
        Profile.PAINTING.value: Unfolded(
            _("Painting and drawing"),
            ("making", "date", "size", "marks"),
            {
                "technique": _("Paint and support; such as: lacquer on wood"),
                "measurement_note": _("With and without frame"),
                "inscription": _("Signature, seals, labels on the back"),
                "condition_text": _("Flaking, tears, yellowed varnish, earlier retouching"),
            },
        ),
        Profile.BUILDING.value: Unfolded(
            _("Part of a building"),
            ("size", "origin", "state"),
            {
                "origin": _("Which building, which bay, which side; since when apart from it"),
                "technique": _("How it was made and fixed"),
                "condition_text": _("Rot, termites, salts, missing pieces"),
            },
        ),
    }


def profile_choices() -> list[tuple[str, str]]:
    """What the form's list of profiles shows."""
    return [("", _("Any kind of object")), *((value, one.title) for value, one in profiles().items())]


def open_sections(profile: str) -> frozenset[str]:
    """Sections that stand open for a profile; without one, the two that most objects need."""
    known = profiles().get(profile)
    return frozenset(known.sections if known else ("making", "size"))


def script_table() -> dict[str, dict[str, object]]:
    """The table as the browser's script reads it."""
    return {value: {"sections": one.sections, "hints": dict(one.hints)} for value, one in profiles().items()}
