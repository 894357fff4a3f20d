"""Labels: their codes are read from the printed page, their words are whole Vietnamese and stay inside their edges."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from tests.qr import read_qr
from viewer.labels import LAYOUTS, MM, Label, label_sheets
from viewer.qr import QUIET, qr_runs, qr_svg

LINK = "HTTPS://DI-SAN.HUE.GOV.VN/Q/0123456789BCGHKM"
PLAIN = Label(LINK, "PTH.TĐ.01", "Bình gốm hoa lam vẽ phượng", "Phủ Tường Huy")
LONG = Label(
    LINK, "BT.KL.2026.00000000000000000000001234",
    "Bia đá khắc bài thơ ngự chế của hoàng đế Thiệu Trị " * 6, "Lăng " * 50
)  # fmt: skip


def pages(pdf: bytes):
    return pypdfium2.PdfDocument(io.BytesIO(pdf))


def drawn(page, dots_per_mm: float = 8.0) -> Image.Image:
    return page.render(scale=dots_per_mm / MM).to_pil()


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_code_is_read_from_a_print_of_200_dots_per_inch(name):
    document = pages(label_sheets([PLAIN], LAYOUTS[name]))
    layout = LAYOUTS[name]
    picture = drawn(document[0]).crop((0, 0, int(layout.width_mm * 8), int((layout.top_mm + layout.height_mm) * 8)))
    assert read_qr(picture) == LINK


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("label", [PLAIN, LONG, replace(LONG, note=""), replace(LONG, title="x" * 300)])
def test_nothing_comes_near_a_labels_edge(name, label):
    layout = LAYOUTS[name]
    picture = drawn(pages(label_sheets([label], layout))[0], 10).convert("L").point(lambda v: 255 * (v < 200))
    left, top, right, bottom = picture.getbbox()
    edge = layout.pad_mm * 10 - 4
    assert left >= edge
    assert top >= layout.top_mm * 10 + edge
    assert right <= layout.width_mm * 10 - edge
    assert bottom <= (layout.top_mm + layout.height_mm) * 10 - edge


def test_words_are_vietnamese_and_cut_ones_say_so():
    text = pages(label_sheets([PLAIN, LONG], LAYOUTS["a4-4x10"]))[0].get_textpage().get_text_bounded()
    for words in ("PTH.TĐ.01", "Bình gốm hoa lam", "Phủ Tường Huy", "0001234", "…"):
        assert words in text.replace("\r\n", " ") or words in text.replace("\r\n", "")


def test_han_signs_are_printed():
    label = replace(PLAIN, title="御製詩 天下第一江山")
    text = pages(label_sheets([label], LAYOUTS["roll-50x25"]))[0].get_textpage().get_text_bounded()
    assert "天下第一江山" in text


@pytest.mark.parametrize(
    ("count", "skip", "expected"), [(1, 0, 1), (24, 0, 1), (25, 0, 2), (24, 1, 2), (1, 23, 1), (2, 23, 2), (1, 24, 1)]
)
def test_labels_fill_sheets_and_used_places_are_left_out(count, skip, expected):
    assert len(pages(label_sheets([PLAIN] * count, LAYOUTS["a4-3x8"], skip=skip))) == expected


def test_the_first_free_place_is_used():
    picture = drawn(pages(label_sheets([PLAIN], LAYOUTS["a4-3x8"], skip=4))[0], 2).convert("L")
    box = picture.point(lambda v: 255 * (v < 200)).getbbox()
    assert (box[0] // 140, box[1] // 74) == (1, 1)


def test_every_label_of_a_roll_is_a_page_of_its_size():
    document = pages(label_sheets([PLAIN] * 3, LAYOUTS["roll-50x25"]))
    assert [[round(side / MM) for side in document.get_page_size(page)] for page in range(3)] == [[50, 25]] * 3


def test_lines_for_cutting_are_drawn_when_wished():
    def dark(**more):
        picture = drawn(pages(label_sheets([PLAIN], LAYOUTS["a4-3x8"], **more))[0], 4).convert("L")
        return picture.crop((0, 140, 300, 156)).getextrema()[0]

    assert dark(has_lines=True) < 230
    assert dark() == 255


def test_the_same_labels_give_the_same_bytes():
    assert label_sheets([PLAIN, LONG], LAYOUTS["a4-3x8"]) == label_sheets([PLAIN, LONG], LAYOUTS["a4-3x8"])


@pytest.mark.parametrize("text", [LINK, "http://127.0.0.1:8000/q/0123456789BCGHKM", "Đ" * 40])
def test_codes_on_pages_are_read(text):
    size, runs = qr_runs(text)
    side = size + 2 * QUIET
    picture = Image.new("L", (side, side), 255)
    for row, column, length in runs:
        picture.paste(0, (column + QUIET, row + QUIET, column + QUIET + length, row + QUIET + 1))
    assert read_qr(picture.resize((side * 6, side * 6), Image.Resampling.NEAREST)) == text
    assert f'viewBox="0 0 {side} {side}"' in qr_svg(text)
    assert qr_svg(text).count("h") >= len(runs)


def test_an_address_in_capitals_needs_a_smaller_code():
    assert qr_runs(LINK)[0] < qr_runs(LINK.lower())[0]
