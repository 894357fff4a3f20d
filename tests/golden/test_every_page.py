"""Every page of the application in a real browser: it comes, it fits, it is accessible, it asks nobody else.

The pages are those of the application's own table of addresses: one that this module doesn't know fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from app.wiring import Parts
from tests.api.museum import DRAFT, PICTURED, SITE, STAGED, TOUR
from tests.browser import support
from tests.browser.conftest import browser, built_web
from tests.furnishing import AGENT, GROUP, PLACE, TRADITION
from tests.people import PASSWORD
from tests.serving import serving
from tests.whole_museum import EMAIL, HOUSE, whole_museum

__all__ = ["browser", "built_web"]
pytestmark = [pytest.mark.golden, pytest.mark.browser, pytest.mark.xdist_group("pages"), pytest.mark.timeout(1800)]

WIDTHS = (1280, 390)
NO_PAGES = {  # files and documents: other tests read them
    "home.icon", "page_map.style", "page_map.tiles", "workbench_dashboard.table", "workbench_due.table",
    "workbench_field.manifest", "workbench_imports.export", "workbench_imports.report", "workbench_labels.code",
    "workbench_prints.document", "workbench_vocabularies.export",
}  # fmt: skip
CLOSED = ("/account/", "/searches/", "/workbench/")  # whoever isn't logged in is led to the login form
VALUES = {  # what stands for the parameters of an endpoint; {names} are those of the museum
    "page_artifacts.show": {"number": PICTURED},
    "page_collections.show": {"code": GROUP},
    "page_compare.show": {"comparison_id": "{comparison}"},
    "page_view.embed": {"slug": "{scene}"},
    "page_audiences.show": {"slug": "tourist"},
    "page_photos.show": {"file_id": "{photo}"},
    "page_alike.index": {"file_id": "{photo}"},
    "page_searches.show": {"search_id": "{search}"},
    "page_sites.show": {"code": SITE},
    "page_terms.vocabulary": {"slug": "materials"},
    "page_terms.show": {"slug": "materials", "term_slug": "{term}"},
    "page_tours.show": {"slug": TOUR},
    "page_traditions.show": {"code": TRADITION},
    "page_view.show": {"slug": "{scene}"},
    "workbench_accounts.show": {"account_id": "{account}"},
    "workbench_agents.show": {"code": AGENT},
    "workbench_artifacts.edit": {"number": PICTURED},
    "workbench_files.artifact": {"number": STAGED},
    "workbench_batch.show": {"batch_id": "{edit}"},
    "workbench_changes.ask": {"audit_id": "{change}"},
    "workbench_collections.edit": {"code": GROUP},
    "workbench_conditions.show": {"number": "{check}"},
    "workbench_conditions.edit": {"number": "{check}"},
    "workbench_conditions.pins": {"number": "{check}"},
    "workbench_entries.show": {"number": "{entry}"},
    "workbench_entries.receipt": {"number": "{entry}"},
    "workbench_files.of_file": {"file_id": "{photo}"},
    "workbench_imports.show": {"batch_id": "{import}"},
    "workbench_imports.ask_undo": {"batch_id": "{import}"},
    "workbench_loans.show": {"number": "{loan}"},
    "workbench_loans.minutes": {"number": "{loan}"},
    "workbench_locations.show": {"code": "K1"},
    "workbench_movements.mend": {"movement_id": "{movement}"},
    "workbench_movements.trail": {"number": "G.2"},
    "workbench_organisations.show": {"code": HOUSE},
    "workbench_places.show": {"code": PLACE},
    "workbench_review.show": {"kind": "artifact", "number": DRAFT},
    "workbench_sight.show": {"kind": "artifact", "number": PICTURED},
    "workbench_sites.edit": {"code": SITE},
    "workbench_files.site": {"code": SITE},
    "workbench_traditions.edit": {"code": TRADITION},
    "workbench_treatments.show": {"number": "{treatment}"},
    "workbench_treatments.edit": {"number": "{treatment}"},
    "workbench_vocabularies.show": {"slug": "materials"},
    "workbench_terms.show": {"slug": "materials", "term_slug": "{term}"},
    "workbench_terms.create": {"slug": "materials"},
}
ROOMS = {  # the pages of parts stand in four rooms
    "artifacts": {"number": PICTURED, "noun": "measurements", "ident": "{measurement}"},
    "sites": {"number": SITE, "noun": "zones", "ident": "{zone}"},
    "collections": {"number": GROUP, "noun": "texts", "ident": "{bronzes}"},
    "traditions": {"number": TRADITION, "noun": "texts", "ident": "{music}"},
}
QUERIES = {  # pages that show what they are asked for
    "page_search.index": "?q=dinh",
    "workbench_comparisons.create": f"?artifact={STAGED}",
    "workbench_conditions.create": f"?artifact={STAGED}",
    "workbench_conditions.timeline": f"?artifact={PICTURED}",
    "workbench_labels.index": "?numbers=G.1,G.2&codes=K1-P1-A",
    "workbench_merge.choose": "?keep=G.1&drop=G.2",
    "workbench_movements.create": "?numbers=G.1,G.2",
    "workbench_treatments.create": f"?artifact={STAGED}",
}
READY = {"cd-map": "cd-map[data-state]", "cd-pins": 'cd-pins[data-state="ready"]', "cd-scan": "cd-scan[data-state]"}


@pytest.fixture
def museum(app: Flask, parts: Parts, built_web) -> Iterator[dict[str, str]]:
    """The whole museum, served: its address as ``base``, and what it holds."""
    ids = whole_museum(app, parts)
    with serving(app) as base:
        yield {**ids, "base": base}


def page_rules(app: Flask) -> list[Rule]:
    """The addresses of pages in the reader's language."""
    rules = [rule for rule in app.url_map.iter_rules() if re.match(r"/<[^>]*\blang>/", rule.rule)]
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES]


def name_of(rule: Rule) -> str:
    """A short name, one for each address."""
    return "-".join(filter(None, [rule.endpoint.replace(".", "-"), str((rule.defaults or {}).get("room", ""))]))


def path_of(app: Flask, rule: Rule, lang: str, museum: Mapping[str, str]) -> str:
    """The address of one page, its parameters filled in from the tables above."""
    room = (rule.defaults or {}).get("room")
    known = ROOMS[room] if room else VALUES.get(rule.endpoint, {})
    asked = rule.arguments - {"lang"} - set(rule.defaults or {})
    assert asked <= set(known), f"the test has no {asked - set(known)} for {rule.rule} ({rule.endpoint})"
    values = {key: known[key].format(**museum) for key in asked} | {"lang": lang, **(rule.defaults or {})}
    built = rule.build(values)
    assert built is not None, rule.rule
    return built[1] + QUERIES.get(rule.endpoint, "")


def paths_of(app: Flask, lang: str, museum: Mapping[str, str]) -> dict[str, str]:
    """Every page: its name and its address."""
    return {name_of(rule): path_of(app, rule, lang, museum) for rule in page_rules(app)}


def is_closed(path: str) -> bool:
    """Whether only people who are logged in see it."""
    return path[3:].startswith(CLOSED)


def log_in(page: Page, base: str) -> None:
    """Through the form."""
    page.goto(f"{base}/vi/login")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{base}/vi/")


def look(page: Page, name: str) -> list[str]:
    """Faults of the page as it stands at each width; pictures are kept on demand."""
    faults = []
    for tag, ready in READY.items():
        if page.query_selector(tag):
            page.wait_for_selector(ready)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{name} {width}: {over} px too wide"] if over > 0 else []
        faults += [f"{name} {width}: {fault}" for fault in support.accessibility_faults(page)]
        support.keep_picture(page, f"every-{name}-{width}", full_page=True)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return faults


def visited(page: Page, record: support.Record, base: str, name: str, path: str) -> list[str]:
    """Faults of one page: that it comes, how it looks, what it logs and asks for."""
    record.errors.clear()
    answer = page.goto(base + path)
    assert answer is not None
    faults = [f"{name}: {answer.status} at {path}"] if answer.status != 200 else look(page, name)
    return faults + [f"{name}: {error}" for error in record.errors]


def test_every_page_is_known(app: Flask) -> None:
    known = {rule.endpoint for rule in page_rules(app)}
    assert set(VALUES) | set(QUERIES) <= known, "the tables name pages that are no more"
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= NO_PAGES


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everybody_sees_the_public_pages_and_the_login_before_all_others(
    app: Flask,
    browser: Browser,
    museum: dict[str, str],
    lang: str,
) -> None:
    base, faults = museum["base"], list[str]()
    with browser.new_context() as visitor:
        page, record = support.open_page(visitor, base)
        for name, path in paths_of(app, lang, museum).items():
            if is_closed(path):
                answer = page.request.get(base + path)
                landed = urlsplit(answer.url).path
                faults += [f"{name}: {landed}"] if (answer.status, landed) != (200, f"/{lang}/login") else []
            else:
                faults += visited(page, record, base, f"public-{name}-{lang}", path)
        assert not faults, "\n".join(faults)
        assert record.foreign == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_administrator_sees_every_page(
    app: Flask,
    browser: Browser,
    museum: dict[str, str],
    lang: str,
) -> None:
    faults = list[str]()
    with browser.new_context() as desk:
        page, record = support.open_page(desk, museum["base"])
        log_in(page, museum["base"])
        for name, path in paths_of(app, lang, museum).items():
            faults += visited(page, record, museum["base"], f"staff-{name}-{lang}", path)
        assert not faults, "\n".join(faults)
        assert record.foreign == []
