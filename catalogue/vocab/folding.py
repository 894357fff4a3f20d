"""Vietnamese folding: the one place that says when two spellings are the same words.

``words_of`` keeps accents, ``fold`` drops them. Both bring the text to NFC first: decomposed input is no special case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KNOWN = 65_536  # Vietnamese has some seven thousand syllables: nearly every word was folded before
_WORD = re.compile(r"[^\W_]+")
_BARE = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LATE_TONE = re.compile(rf"(?<!q)(o[ae]|uy)([{_TONES}])(?![^\W\d_])")


def words_of(text: str) -> str:
    """Lower-case words with their accents, parted by single spaces; "hoà" and "hòa" give the same words."""
    return " ".join(filter(None, map(_words_in, text.split())))


def fold(text: str) -> str:
    """Lower-case words without accents, ``đ`` as ``d``: "Điện Thái Hòa" gives "dien thai hoa"."""
    return fold_words(words_of(text))


def fold_words(words: str) -> str:
    """Fold what ``words_of`` gave."""
    return " ".join(filter(None, map(_bare, words.split(" "))))


def fold_name(text: str) -> str:
    """Fold for comparing names of things: accents and case fall away, signs stay."""
    return _strip(unicodedata.normalize("NFC", text).casefold()).strip()


def place_tones(text: str) -> str:
    """Move the tone of final oa, oe, uy to the first vowel (the older spelling): "hoà" becomes "hòa"."""
    if not re.search(r"[àáãảạèéẽẻẹỳýỹỷỵ]", text):
        return text
    parted = _part_tones(text)
    moved = _LATE_TONE.sub(lambda m: m[1][0] + m[2] + m[1][1], parted)
    return unicodedata.normalize("NFC", moved)


def has_accents(words: str) -> bool:
    """Whether folding would change the words."""
    return fold(words) != words


def clean(text: str) -> str:
    """NFC without control characters and outer space; what is stored of anything a person types."""
    if text.isprintable():  # holds neither control characters nor lone surrogates
        return unicodedata.normalize("NFC", text).strip()
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


@lru_cache(maxsize=_KNOWN)
def _words_in(token: str) -> str:
    """The words of a text without spaces, each with its tone where the house writes it; empty where it has none."""
    if token.isascii():  # numbers, mostly: each comes once, so no memory helps
        return " ".join(_WORD.findall(token.lower()))
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", token).casefold())
    return " ".join(" ".join(_WORD.findall(place_tones(word))) for word in _WORD.findall(composed))


@lru_cache(maxsize=_KNOWN)
def _bare(word: str) -> str:
    """One word without accents; empty where nothing of it is left."""
    if word.isascii():
        return word
    return " ".join(_WORD.findall(_strip(word)))


def _strip(text: str) -> str:
    """Drop every combining mark, then write letters such as đ plainly."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c))).translate(_BARE)


def _part_tones(text: str) -> str:
    """Part only tone marks from their letters; ê, ô, ơ and the like stay whole."""
    out: list[str] = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in parts if c in _TONES)
        rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        out.append(rest + tones if tones else letter)
    return "".join(out)
