"""Dates as Vietnamese conservators write them: read, stored as EDTF and Gregorian years, written in both languages."""

from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.historic import Calendar, Certainty, HistoricDate, LunarDay, Note
from catalogue.vocab.dates.points import Point
from catalogue.vocab.dates.reading import read_date
from catalogue.vocab.dates.reigns import Dynasty, Reign, dynasties, reign_of, reigns, suggest
from catalogue.vocab.dates.writing import write_date

__all__ = [
    "Calendar",
    "Certainty",
    "DateError",
    "Dynasty",
    "HistoricDate",
    "LunarDay",
    "Note",
    "Point",
    "Reign",
    "dynasties",
    "read_date",
    "reign_of",
    "reigns",
    "suggest",
    "write_date",
]
