"""Parts of records in words: sizes, areas, years, languages, names."""

from __future__ import annotations

from app.i18n import format_number
from app.pages import part_labels as words
from app.pages.cards import in_words
from catalogue.records import HistoryEvent, Measurement
from catalogue.services.references import Named
from catalogue.vocab.heritage import Certainty


def measure_text(row: Measurement) -> str:
    """Value and unit as they are printed, with as many decimals as were given."""
    digits = len(f"{row.value:.6f}".rstrip("0").partition(".")[2])
    return f"{format_number(row.value, digits)} {words.unit_words()[row.unit.value]}"


def tongue(lang: str | None, script: str | None) -> str:
    """Language and script in words."""
    named = (words.language_words().get(lang or "", ""), words.script_words().get(script or "", ""))
    return ", ".join(filter(None, named))


def area_text(area_m2: float | None) -> str:
    """An area in square metres, from one hectare up in hectares as well."""
    if area_m2 is None:
        return ""
    plain = f"{format_number(area_m2)} m²"
    return f"{plain} ({format_number(area_m2 / 10_000, 2)} ha)" if area_m2 >= 10_000 else plain


def years_text(row: HistoryEvent) -> str:
    """The years that a written date was read as."""
    if row.year_from is None and row.year_to is None:
        return ""
    years = [str(year) if year is not None else "…" for year in (row.year_from, row.year_to)]
    return years[0] if years[0] == years[1] else "–".join(years)


def named_text(named: Named | None) -> str:
    """A name in the reader's language."""
    return in_words(named.vi, named.en) if named else ""


def sure(text: str, certainty: Certainty) -> str:
    """A statement with how sure it is, where it is not certain."""
    if certainty is Certainty.CERTAIN:
        return text
    return f"{text} ({words.certainty_words()[certainty.value].lower()})"
