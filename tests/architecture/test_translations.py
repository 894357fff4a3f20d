"""Every sentence is there in both languages: those of templates and handlers, those of the elements in the browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


@pytest.fixture(scope="module")
def parts() -> dict[str, Catalog]:
    """The catalogue of each part of the house, by the file's name."""
    return {path.stem: _read(path) for path in sorted((ROOT / "app/translations/vi/LC_MESSAGES").glob("*.po"))}


@pytest.fixture(scope="module")
def catalogue(parts) -> Catalog:
    """All parts as one, as the pages see them."""
    whole = Catalog(locale="vi")
    for part in parts.values():
        for message in part:
            if message.id:
                whole[message.id] = message
    return whole


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale="vi")


def test_a_sentence_in_two_files_is_said_the_same(parts):
    said: dict[str, set[str]] = {}
    for part in parts.values():
        for message in part:
            if message.id:
                said.setdefault(str(message.id), set()).add(str(message.string))
    assert {sentence: texts for sentence, texts in said.items() if len(texts) > 1} == {}


@pytest.fixture(scope="module")
def wanted() -> set[str | tuple[str, ...]]:
    """What the code asks to be translated."""
    with (ROOT / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    found = extract_from_dir(str(ROOT), methods, options, directory_filter=lambda folder: _is_ours(Path(folder)))
    return {message for _, _, message, _, _ in found}


def _is_ours(folder: Path) -> bool:
    """Whether a folder can hold sentences of ours."""
    return folder.name in {"", "app"} or folder.is_relative_to(ROOT / "app")


def test_every_sentence_has_its_vietnamese(catalogue, wanted):
    assert len(wanted) > 100
    keys = {message[0] if isinstance(message, tuple) else message for message in wanted}
    missing = sorted(key for key in keys if not catalogue.get(key) or not _said(catalogue.get(key).string))
    assert missing == []


def _said(text: str | tuple[str, ...]) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)


def test_no_translation_is_a_guess_or_loses_a_value(catalogue):
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        source = message.id if isinstance(message.id, str) else message.id[-1]
        target = message.string if isinstance(message.string, str) else message.string[0]
        assert _places(source) == _places(target), message.id


def test_no_translation_is_left_over(catalogue, wanted):
    keys = {message[0] if isinstance(message, tuple) else message for message in wanted}
    written = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
    assert sorted(written - keys) == []


def test_the_browsers_sentences_are_in_both_languages_with_the_same_values():
    source = (ROOT / "viewer/web/src/core/strings.ts").read_text(encoding="utf-8")
    vi, en = (_table(source, start) for start in ("const vi = {", "const en: Record<Key, string> = {"))
    assert len(vi) > 80
    assert list(vi) == list(en)
    for key, text in vi.items():
        assert text, key
        assert _places(text) == _places(en[key]), key


def _table(source: str, start: str) -> dict[str, str]:
    body = source.split(start, 1)[1].split("\n};", 1)[0]
    return dict(re.findall(r'^\s+(\w+): "((?:[^"\\]|\\.)*)",$', body, re.MULTILINE))


def _places(text: str) -> set[str]:
    return {name or other for name, other in PLACES.findall(text)}
