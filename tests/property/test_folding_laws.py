from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from catalogue.vocab.folding import clean, fold, place_tones, words_of

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ-.",
    max_size=60,
)
ANY = st.text(max_size=60)


@given(ANY | VIETNAMESE)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert words_of(words_of(text)) == words_of(text)
    assert clean(clean(text)) == clean(text)


@given(VIETNAMESE)
def test_every_unicode_form_and_case_folds_alike(text):
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {fold(text)} == {fold(text.upper())} == {fold(text.lower())}
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(text)


@given(VIETNAMESE)
def test_folded_words_are_plain_letters(text):
    assert all(c == " " or (c.isascii() and c.isalnum() and not c.isupper()) for c in fold(text))


@given(VIETNAMESE)
def test_accents_and_no_accents_part_words_alike(text):
    assert fold(words_of(text)) == fold(text)
    assert len(words_of(text).split()) == len(fold(text).split())


@given(VIETNAMESE)
def test_moving_a_tone_loses_no_letter(text):
    moved = place_tones(text)
    assert sorted(unicodedata.normalize("NFD", moved)) == sorted(unicodedata.normalize("NFD", text))
    assert place_tones(moved) == moved
