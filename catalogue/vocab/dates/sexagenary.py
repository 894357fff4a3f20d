"""The cycle of sixty: ten stems by twelve branches, each year one of either; 1834 is Giáp Ngọ."""

from __future__ import annotations

from functools import cache

from catalogue.vocab.folding import fold, words_of

STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
_OTHER_STEMS = {"Kỉ": 5, "Quí": 9}
_OTHER_BRANCHES = {"Tí": 0, "Mẹo": 3, "Tị": 5, "Vị": 7}


def cycle_name(place: int) -> str:
    """The name of a place in the cycle, 0 (Giáp Tý) to 59 (Quý Hợi)."""
    return f"{STEMS[place % 10]} {BRANCHES[place % 12]}"


def cycle_of(year: int) -> int:
    """The place in the cycle of the lunar year that begins in a Gregorian year."""
    return (year - 4) % 60


def years_of(place: int, first: int, last: int) -> tuple[int, ...]:
    """The years from ``first`` to ``last`` with a place in the cycle."""
    return tuple(range(first + (place - cycle_of(first)) % 60, last + 1, 60))


def is_stem(word: str) -> bool:
    """Whether a word names a stem, with or without accents."""
    return bool(_places(word, STEMS, _OTHER_STEMS))


def is_branch(word: str) -> bool:
    """Whether a word names a branch, with or without accents."""
    return bool(_places(word, BRANCHES, _OTHER_BRANCHES))


def read_cycle(stem: str, branch: str) -> int | None:
    """The place that two words name; None when stem and branch never meet ("Giáp Sửu").

    Without accents "ty" is Tý or Tỵ: the stem decides, as only branches of its own parity meet it.
    """
    for s in _places(stem, STEMS, _OTHER_STEMS):
        for b in _places(branch, BRANCHES, _OTHER_BRANCHES):
            if s % 2 == b % 2:
                return next(place for place in range(s, 60, 10) if place % 12 == b)
    return None


def near_cycles(stem: str, branch: str) -> list[str]:
    """Names that do exist beside one that doesn't: the same branch with the stems before and after, and so on."""
    stems, branches = _places(stem, STEMS, _OTHER_STEMS), _places(branch, BRANCHES, _OTHER_BRANCHES)
    found = [f"{STEMS[s]} {BRANCHES[(b + step) % 12]}" for s in stems for b in branches for step in (-1, 1)]
    found += [f"{STEMS[(s + step) % 10]} {BRANCHES[b]}" for s in stems for b in branches for step in (-1, 1)]
    return list(dict.fromkeys(found))[:4]


def _places(word: str, names: tuple[str, ...], others: dict[str, int]) -> list[int]:
    """Places of a word: by its accents when it has any that fit, else by its bare letters."""
    known = [*zip(_spellings(names), range(len(names)), strict=True)]
    known += zip(_spellings(tuple(others)), others.values(), strict=True)
    typed, folded = words_of(word), fold(word)
    exact = {place for (name, _), place in known if name == typed}
    loose = {place for (_, name), place in known if name == folded}
    return sorted(exact if exact and typed != folded else loose)


@cache
def _spellings(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each name in small letters, with and without accents."""
    return tuple((words_of(name), fold(name)) for name in names)
