"""Languages and scripts of heritage texts, by BCP 47 and ISO 15924."""

from __future__ import annotations

LANGUAGES = ("vi", "lzh", "cjm", "sa", "zh", "fr", "en", "ja", "km", "und")
"""Vietnamese (in Hani: Nôm), literary Chinese (Hán văn), Chăm, Sanskrit, Chinese, French, English, Japanese, Khmer."""
SCRIPTS = ("Hani", "Latn", "Cham", "Deva", "Gran", "Khmr", "Jpan")
"""Hán-Nôm, Latin (Quốc ngữ), Chăm, Devanagari, Grantha, Khmer, Japanese."""


def is_language(tag: str) -> bool:
    """Whether heritage texts are catalogued in this language."""
    return tag in LANGUAGES


def is_script(code: str) -> bool:
    """Whether heritage texts are catalogued in this script."""
    return code in SCRIPTS
