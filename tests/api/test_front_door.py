from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PO = Path(__file__).resolve().parents[2] / "app/translations/vi/LC_MESSAGES/messages.po"


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("", "/vi/search?q=hu%E1%BA%BF"),
        ("en-GB,en;q=0.9", "/en/search?q=hu%E1%BA%BF"),
        ("vi,en;q=0.9", "/vi/search?q=hu%E1%BA%BF"),
        ("fr", "/vi/search?q=hu%E1%BA%BF"),
        ("en;q=0.5,vi;q=0.4", "/en/search?q=hu%E1%BA%BF"),
    ],
)
def test_an_address_without_language_leads_to_the_readers(client, wish, place):
    answer = client.get("/search?q=hu%E1%BA%BF", headers={"Accept-Language": wish})
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_front_door_is_vietnamese_first(client):
    assert client.get("/").headers["Location"] == "/vi/"
    assert '<html lang="vi"' in client.get("/vi/").text
    assert '<html lang="en"' in client.get("/en/").text


@pytest.mark.parametrize("address", ["/nothing", "/vi/nothing", "//evil.example/x"])
def test_an_address_of_nothing_is_a_page_for_people(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_problems_speak_both_languages(client):
    titles = {lang: client.get(f"/api/v1/artifacts/X?lang={lang}").get_json()["title"] for lang in ("vi", "en")}
    assert titles["vi"] != titles["en"]


def test_every_text_is_translated():
    with PO.open("rb") as source:
        catalogue = read_po(source, locale="vi")
    messages = [message for message in catalogue if message.id]
    assert len(messages) > 20
    assert [message.id for message in messages if message.fuzzy or not message.string] == []


def test_the_openapi_document_describes_every_noun(client):
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    nouns = {path.split("/")[3] for path in document["paths"]}
    assert nouns >= {"artifacts", "sites", "files", "scans", "models", "scenes", "tours", "jobs", "search", "uploads"}
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert _loose_references(document) == []


def test_health_and_readiness(client, parts):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
    with parts.engine.begin() as connection:
        connection.exec_driver_sql("drop table alembic_version")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["checks"]["database"]) == (503, False)


def _loose_references(document: dict) -> list[str]:
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            found.extend([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    return [reference for reference in found if not _resolves(document, reference)]


def _resolves(document: dict, reference: str) -> bool:
    node: object = document
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(node, dict) or step not in node:
            return False
        node = node[step]
    return True
