from __future__ import annotations

import unicodedata

import pytest

from catalogue.vocab.folding import clean, fold, fold_name, has_accents, place_tones, words_of

NAMES = [
    ("Điện Thái Hòa", "dien thai hoa"),
    ("Ngọ Môn", "ngo mon"),
    ("Cửu Đỉnh", "cuu dinh"),
    ("Hiển Lâm Các", "hien lam cac"),
    ("Lăng Tự Đức", "lang tu duc"),
    ("Chùa Thiên Mụ", "chua thien mu"),
    ("Ấn “Hoàng đế chi bảo”", "an hoang de chi bao"),
    ("Tả Trà", "ta tra"),
    ("Súng thần công: Mùa Hạ", "sung than cong mua ha"),
    ("Nghi Môn Ứng Long", "nghi mon ung long"),
    ("Phượng ỷ", "phuong y"),
    ("Trường Sanh cung", "truong sanh cung"),
    ("ẤN NGỌC", "an ngoc"),
    ("BTCVCĐ.0123/G.45", "btcvcd 0123 g 45"),
]


@pytest.mark.parametrize(("name", "folded"), NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_names_fold_to_plain_letters_in_every_unicode_form(name, folded, form):
    assert fold(unicodedata.normalize(form, name)) == folded
    assert fold(unicodedata.normalize(form, name.upper())) == folded


@pytest.mark.parametrize(
    ("newer", "older"),
    [("hoà", "hòa"), ("Hoá", "hóa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("loã", "lõa"), ("toạ", "tọa"), ("uỷ", "ủy")],
)
def test_both_places_of_the_tone_are_the_same_word(newer, older):
    assert words_of(newer) == words_of(older) == older


@pytest.mark.parametrize("word", ["quý", "hoàn", "quỳnh", "tuyết", "loại", "khuya", "nguyễn", "quạ", "hoằng"])
def test_tones_that_stand_right_stay(word):
    assert place_tones(word) == word
    assert words_of(word) == word


def test_words_keep_accents_and_drop_signs():
    assert words_of("  Điện, (Thái-Hòa)_\u0000 ") == "điện thái hòa"
    assert fold("") == fold("“…”—/\\*\"'") == ""


def test_accents_are_seen():
    assert has_accents("huế")
    assert has_accents("đ")
    assert not has_accents("hue 123")


def test_clean_keeps_what_people_write_and_drops_what_they_cannot_see():
    decomposed = unicodedata.normalize("NFD", " Huế\u0000\u0007\n dòng hai ")
    assert clean(decomposed) == "Huế\n dòng hai"


def test_names_compare_without_accents_but_with_signs():
    assert fold_name("Gốm-Sứ ") == "gom-su"
