"""Whether a word is built like a Vietnamese syllable: initial + rhyme + tone. Rules, not a word list."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOP_TONES = frozenset({"", "\u0301", "\u0323"})
_INITIALS = (
    "ngh ng gh gi kh nh ph qu th tr ch b c d đ g h k l m n p r s t v x".split()  # noqa: SIM905  read as words
)
_FRONT = "eêiy"
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êng êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu yêm yên yêng yêt yêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op
    ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh uên uêt ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uynh uyn
    uyt uyên uyêt uyu uyp ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ych ym yn ynh yp yt
    """.split()  # noqa: SIM905  a table that is read as words
)


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether a word (small, capitalised or in capitals; composed or not) can be one Vietnamese syllable."""
    whole = unicodedata.normalize("NFC", word)
    if len(whole) > 1 and not whole[1:].islower() and not whole.isupper():
        return False
    parted = _part_tone(whole.lower())
    if parted is None:
        return False
    letters, tone = parted
    return any(
        _fits(initial, letters[len(initial) :], tone) for initial in ("", *_INITIALS) if letters.startswith(initial)
    )


def _part_tone(word: str) -> tuple[str, str] | None:
    """Letters without their tone, and the tone; None where there are two tones."""
    parts = unicodedata.normalize("NFD", word)
    tones = [c for c in parts if c in _TONES]
    if len(tones) > 1:
        return None
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES)), "".join(tones)


def _fits(initial: str, rhyme: str, tone: str) -> bool:
    """Whether an initial, a rhyme and a tone go together."""
    if rhyme not in _RHYMES:
        return False
    if rhyme.endswith(("c", "ch", "p", "t")) and tone not in _STOP_TONES:
        return False
    if rhyme[0] == "y" and len(rhyme) > 1 and initial != "qu" and (initial or rhyme[1] != "ê"):
        return False  # "yêu" and "quỳnh", but "tình"
    front = rhyme[0] in _FRONT
    if initial in {"k", "gh", "ngh"}:
        return front
    if initial in {"c", "ng"}:
        return not front
    if initial == "g":
        return not front or rhyme == "i"
    return initial != "qu" or rhyme[0] not in "uư"
