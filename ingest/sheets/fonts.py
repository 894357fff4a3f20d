"""The old Vietnamese encodings, as tables: TCVN3 (ABC) and VNI fonts, Windows-1258.

Text typed with fonts such as .VnTime or VNI-Times is stored as Western letters that only look Vietnamese in that font.
The tables are keyed by those letters (ISO 8859-1, which Windows-1252 shares from A0 on), so that bytes of a text file
and letters inside Unicode or XLSX are read alike.

Source:
    TCVN 5712:1993 (VN3); VNI Software's table for Windows; Microsoft's code page 1258.
"""

from __future__ import annotations

import re
import unicodedata

TCVN3, VNI, CP1258 = "tcvn3", "vni", "windows-1258"

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền sắc hỏi ngã nặng: the order of the tables below

# Per vowel: the letter itself (where the table has one of its own), then its five tones.
_TCVN3_ROWS = {
    "a": " µ¸¶·¹", "ă": "¨»¾¼½Æ", "â": "©ÇÊÈÉË", "e": " ÌÐÎÏÑ", "ê": "ªÒÕÓÔÖ", "i": " ×ÝØÜÞ",
    "o": " ßãáâä", "ô": "«åèæçé", "ơ": "¬êíëìî", "u": " ïóñòô", "ư": "\u00adõøö÷ù", "y": " úýûüþ",
}  # fmt: skip
_TCVN3_OTHERS = {"®": "đ", "§": "Đ", "¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư"}

# VNI writes a letter and then a sign. Signs for plain vowels, for circumflex and for breve, each in the order of tones.
_VNI_PLAIN, _VNI_CIRCUMFLEX, _VNI_BREVE = "øùûõï", "âàáåãä", "êèéúüë"
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _composed(letter: str, tone: str) -> str:
    return unicodedata.normalize("NFC", letter + tone)


def _tcvn3_table() -> dict[str, str]:
    """Stored letter to Vietnamese letter; toned capitals don't exist in TCVN3."""
    table = dict(_TCVN3_OTHERS)
    for vowel, row in _TCVN3_ROWS.items():
        table.update(
            {sign: _composed(vowel, tone) for sign, tone in zip(row, ("", *_TONES), strict=True) if sign != " "}
        )
    return table


def _vni_table() -> dict[str, str]:
    """Stored letters, one or two, to Vietnamese letters: small, capital, and a capital with a small sign."""
    small = dict(_VNI_SINGLE)
    for vowel in "aeouy":
        small.update({vowel + sign: _composed(vowel, tone) for sign, tone in zip(_VNI_PLAIN, _TONES, strict=True)})
    for stored, vowel in (("ô", "ơ"), ("ö", "ư")):
        small.update({stored + sign: _composed(vowel, tone) for sign, tone in zip(_VNI_PLAIN, _TONES, strict=True)})
    for vowel in "aeo":
        marked = _composed(vowel, "\u0302")
        small.update({vowel + s: _composed(marked, t) for s, t in zip(_VNI_CIRCUMFLEX, ("", *_TONES), strict=True)})
    small.update({"a" + s: _composed("ă", t) for s, t in zip(_VNI_BREVE, ("", *_TONES), strict=True)})
    capitals = {stored.upper(): letter.upper() for stored, letter in small.items()}
    mixed = {stored[0].upper() + stored[1]: letter.upper() for stored, letter in small.items() if len(stored) == 2}
    return small | mixed | capitals


def _cp1258_table() -> dict[int, str]:
    """A letter as Windows-1252 shows the byte to the letter of Windows-1258, where they differ."""
    pairs = {}
    for byte in range(0x80, 0x100):
        western = bytes([byte]).decode("cp1252", "ignore")
        vietnamese = bytes([byte]).decode("cp1258", "ignore")
        if western and vietnamese and western != vietnamese:
            pairs[ord(western)] = vietnamese
    return pairs


TCVN3_TABLE = _tcvn3_table()
VNI_TABLE = _vni_table()
CP1258_TABLE = _cp1258_table()

_TCVN3_READ = str.maketrans(TCVN3_TABLE)
_TCVN3_WRITE = {letter: stored for stored, letter in TCVN3_TABLE.items()}
_VNI_READ = re.compile("|".join(re.escape(key) for key in sorted(VNI_TABLE, key=len, reverse=True)))
_VNI_WRITE = {letter: stored for stored, letter in VNI_TABLE.items()}  # capitals come last: with a capital sign
_CP1258_TONES = {"\u0300": "Ì", "\u0301": "ì", "\u0303": "Þ", "\u0309": "Ò", "\u0323": "ò"}
_CP1258_WRITE = {letter: chr(western) for western, letter in CP1258_TABLE.items()}


def decode(text: str, encoding: str) -> str:
    """Western letters as the old encoding means them, in NFC; letters outside its table stay.

    Args:
        text: what a reader that knew nothing of the encoding saw (ISO 8859-1 or Windows-1252 letters).
        encoding: ``tcvn3``, ``vni`` or ``windows-1258``.
    """
    if encoding == TCVN3:
        return text.translate(_TCVN3_READ)
    if encoding == VNI:
        return _VNI_READ.sub(lambda found: VNI_TABLE[found[0]], text)
    return unicodedata.normalize("NFC", text.translate(CP1258_TABLE))


def encode(text: str, encoding: str) -> str:
    """Vietnamese text as the old encoding stores it; the inverse of ``decode`` as far as the encoding has the letters.

    TCVN3 has no toned capitals: they become small ones, as in text typed for the capitals' font (.VnTimeH).
    """
    composed = unicodedata.normalize("NFC", text)
    if encoding == TCVN3:
        return "".join(_TCVN3_WRITE.get(c, _TCVN3_WRITE.get(c.lower(), c)) for c in composed)
    if encoding == VNI:
        return "".join(_VNI_WRITE.get(c, c) for c in composed)
    return "".join(_to_cp1258(c) for c in composed)


def _to_cp1258(letter: str) -> str:
    """One letter in Windows-1258: what it has as one byte, else the letter and its tone apart."""
    if letter in _CP1258_WRITE or len(letter.encode("cp1258", "ignore")) == 1:
        return _CP1258_WRITE.get(letter, letter)
    parts = unicodedata.normalize("NFD", letter)
    tone = next((c for c in parts if c in _CP1258_TONES), "")
    base = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else letter
    return _CP1258_WRITE.get(base, base) + _CP1258_TONES.get(tone, "")
