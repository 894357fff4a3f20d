"""A whole import and its undoing in a real browser, in both languages, at the desk's and the phone's width."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from tests.browser import support, test_pages
from tests.browser.test_pages import log_in

museum = test_pages.museum  # a fixture of the pages' own tests
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]
TABLE = (
    "Số hiệu,Tên hiện vật,Chất liệu,Niên đại,Cao (cm)\n"
    'NK.1,Bình gốm men lam vẽ phong cảnh sông Hương núi Ngự,gốm,Minh Mạng 15,"32,5"\n'
    "NK.2,Đĩa sứ ký kiểu,sứ,30/2/1835,4\nNK.3,,gỗ,,\nNK.1,Chóe,sứ,,\n"
    'NK.4,Ấn <script>alert(1)</script>,vàng,thế kỷ XIX,"=1+1"\n'
)
WORDS = {
    "vi": {"upload": "Tải lên và kiểm tra", "commit": "Nhập 1 dòng", "match": "Ghép cột với mục",
           "undo": "Hoàn tác đợt nhập", "left": "Không còn gì sót lại.", "again": "Kiểm tra lại"},
    "en": {"upload": "Upload and check", "commit": "Import 1 row", "match": "Which column fills what",
           "undo": "Take the import back", "left": "Nothing is left behind.", "again": "Check again"},
}  # fmt: skip


def look(page: Page, name: str, faults: list[str]) -> None:
    """Keep a picture; note what axe finds and what is too wide."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults += [f"{name}: {over} px too wide"] if over > 0 else []
    faults += [f"{name}: {fault}" for fault in support.accessibility_faults(page)]
    support.keep_picture(page, f"imports-{name}", full_page=True)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_table_comes_in_and_goes_again(
    browser: Browser, museum: dict[str, str], parts: Parts, tmp_path: Path, lang: str, width: int
) -> None:
    path, words, faults = tmp_path / "kiểm kê.csv", WORDS[lang], list[str]()
    path.write_text(TABLE, encoding="utf-8")
    with browser.new_context(viewport={"width": width, "height": 900}) as desk:
        page, record = support.open_page(desk, museum["base"])
        page.set_default_timeout(60_000)
        log_in(page, museum, parts)
        page.goto(f"{museum['base']}/{lang}/workbench/imports/")
        look(page, f"start-{lang}-{width}", faults)
        page.set_input_files("#file", str(path))
        page.click(f"text={words['upload']}")
        expect(page.get_by_role("button", name=words["commit"])).to_be_visible()
        page.click(f"summary:has-text('{words['match']}')")
        look(page, f"checked-{lang}-{width}", faults)
        page.select_option("#unit-4", "mm")
        with page.expect_navigation():
            page.click(f"button:has-text('{words['again']}')")
        page.get_by_role("button", name=words["commit"]).click()
        page.wait_for_selector(".chip.published")
        look(page, f"committed-{lang}-{width}", faults)
        with page.expect_navigation():
            page.click(f"a:has-text('{words['undo']}')")
        look(page, f"ask-{lang}-{width}", faults)
        page.click(f"main button:has-text('{words['undo']}')")
        expect(page.get_by_text(words["left"])).to_be_visible()
        page.goto(f"{museum['base']}/{lang}/workbench/imports/")
        look(page, f"list-{lang}-{width}", faults)
        assert not faults, "\n".join(faults)
        record.assert_clean()
