"""Faces of printed sheets: every script is embedded, what nobody can set is named, nothing is kept afterwards."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from reportlab.pdfbase import pdfmetrics

from tests.printed import fonts_of, strays_of, text_of, texts_of
from viewer.prints.desk import Desk
from viewer.prints.document import Imprint, Sheet, write_document
from viewer.prints.faces import faces_for, han_fonts

DAY = dt.date(2026, 11, 27)
VIETNAMESE = "Nghiêng ngả Ửng ựng Ễnh ộp đường Đỗ Quỳnh, ẴẪỠỮỴ ặẵỡữỵ"
HAN = "明命十六年乙未鑄造"


def printed(*texts: str, **more) -> bytes:
    out = io.BytesIO()
    with faces_for(texts) as faces:
        desk = Desk("vi", faces, "https://hue.example", DAY)
        story = [desk.para(text) for text in texts]
        write_document(out, [Sheet("Đầu trang", "Chân trang", story, **more)], Imprint("Thử", "vi"))
    return out.getvalue()


def test_vietnamese_and_han_read_back_and_are_embedded():
    data = printed(VIETNAMESE, f"Minh văn: {HAN}.")
    assert VIETNAMESE in text_of(data)
    assert HAN in text_of(data)
    assert fonts_of(data) == {b"/FontFile2"}
    assert strays_of(data) == []


def test_the_fonts_installed_with_us_are_enough(monkeypatch):
    from viewer.prints import faces

    monkeypatch.setattr(faces, "_chain", lambda: tuple(han_fonts()[-1:]))
    faces._glyph.cache_clear()
    assert "pylopdf" in str(han_fonts()[-1])
    assert HAN in text_of(printed(HAN))
    faces._glyph.cache_clear()


def test_a_character_of_no_font_is_named_and_control_characters_fall_away():
    told = text_of(printed("trước \U000f1234 sau\x0bhết"))
    assert "trước [U+F1234] sau hết" in told


def test_markup_in_a_text_is_only_text():
    assert "<b>&amp;</b> <font" in text_of(printed("<b>&amp;</b> <font size=90>"))


def test_the_same_sheet_gives_the_same_bytes():
    assert printed(VIETNAMESE, HAN) == printed(VIETNAMESE, HAN)


def test_no_font_of_a_document_is_kept():
    before = set(pdfmetrics.getRegisteredFontNames())
    printed(HAN + "鼎")
    assert {name for name in pdfmetrics.getRegisteredFontNames() if "Han" in name} <= before


def test_a_failing_document_leaves_the_faces_usable():
    with pytest.raises(RuntimeError), faces_for([HAN]):
        raise RuntimeError
    assert HAN in text_of(printed(HAN))


def test_sheets_count_their_own_pages_and_lie_as_they_are_told():
    out = io.BytesIO()
    with faces_for([]) as faces:
        desk = Desk("en", faces, "https://hue.example", DAY)
        long = Sheet("one", "", [desk.para("word " * 3000)], is_wide=True)
        short = Sheet("two", "", [desk.para("end")])
        begun: list[int] = []
        write_document(out, [long, short, long], Imprint("x", "en"), begun.append)
    pages = texts_of(out.getvalue())
    assert begun == [0, 1, 2]
    totals = [page.rsplit("Page ", 1)[1].replace(" ", "") for page in pages]
    last = len(pages) // 2
    assert totals == [*(f"{n + 1}/{last}" for n in range(last)), "1/1", *(f"{n + 1}/{last}" for n in range(last))]
    assert strays_of(out.getvalue()) == []
