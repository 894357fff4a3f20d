"""Errors become answers in one place: RFC 9457 ``application/problem+json`` for programs, a page for people."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from flask import Flask, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.errors import RequestError
from app.i18n import language
from app.texts import ProblemText, describe
from catalogue.errors import CatalogueError, ValidationError
from ingest.errors import IngestError
from models3d.errors import GeometryError

DomainError = CatalogueError | IngestError | GeometryError | RequestError

_PROGRAM_PATHS = ("/api/", "/iiif/", "/healthz", "/readyz", "/metrics")
_RETRY_SECONDS = "5"
_log = structlog.get_logger(__name__)


def register_problems(app: Flask) -> None:
    """Answer every error of every room by its code; faults of our own get a number that the log has too."""
    for kind in (CatalogueError, IngestError, GeometryError, RequestError):
        app.register_error_handler(kind, problem_response)
    app.register_error_handler(HTTPException, _http_response)
    app.register_error_handler(Exception, _fault_response)


def problem_response(error: DomainError) -> Response:
    """The answer to a broken rule: the text of its code in the reader's language."""
    values = dict(error.values)
    text = describe(error.code, values, language())
    fields = error.fields if isinstance(error, ValidationError) else {}
    return _answer(text, values, _field_texts(fields, values))


def problem_document(
    text: ProblemText, values: Mapping[str, object], fields: Mapping[str, object] | None = None
) -> dict[str, object]:
    """A problem as RFC 9457 writes it; ``code``, ``remedy``, ``values`` and ``fields`` are extension members."""
    document: dict[str, object] = {
        "type": f"urn:cuudinh:problem:{text.code}",
        "title": text.title,
        "status": text.status,
        "detail": text.detail,
        "code": text.code,
        "remedy": text.remedy,
        "values": dict(values),
    }
    return document | ({"fields": dict(fields)} if fields else {})


def job_problem(problem: Mapping[str, object], lang: str) -> dict[str, object] | None:
    """A job's stored ``{code, values}`` as a problem document; None when it has none."""
    code, values = problem.get("code"), problem.get("values")
    if not isinstance(code, str):
        return None
    known = values if isinstance(values, dict) else {}
    return problem_document(describe(code, known, lang), known)


def _field_texts(fields: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    """Per field its code and what to do about it."""
    texts = {name: describe(code, {"field": name, **values}, language()) for name, code in fields.items()}
    return {name: {"code": text.code, "detail": text.detail, "remedy": text.remedy} for name, text in texts.items()}


def _http_response(error: HTTPException) -> ResponseReturnValue:
    """Errors that Flask itself raises: not found, too large, wrong method; redirects pass."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    values = {"path": request.path, "method": request.method, "status": error.code}
    text = describe(f"http_{error.code}", values, language())
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    answer = _answer(text, values, {}, status=error.code)
    answer.headers.update(headers)
    return answer


def _fault_response(error: Exception) -> Response:
    """Our own fault: logged whole under a number, told to the reader by that number alone."""
    number = secrets.token_hex(4)
    _log.error("unexpected", number=number, path=request.path, exc_info=error)
    return _answer(describe("unexpected", {"number": number}, language()), {"number": number}, {})


def _answer(
    text: ProblemText, values: Mapping[str, object], fields: Mapping[str, object], status: int | None = None
) -> Response:
    """The document for a program, the page for a person."""
    if _wants_document():
        document = problem_document(text, values, fields) | {"instance": request.path} | _ways(values)
        answer = jsonify(document)
        answer.content_type = "application/problem+json"
    else:
        answer = Response(render_template("problem.html", problem=text, fields=fields), mimetype="text/html")
    answer.status_code = status or text.status
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers.setdefault("Retry-After", _RETRY_SECONDS)
    return answer


def _ways(values: Mapping[str, object]) -> dict[str, object]:
    """The page of the file that was there first, where a problem names one."""
    first = values.get("first_id")
    return {"links": {"first": url_for("workbench_files.of_file", file_id=str(first))}} if first else {}


def _wants_document() -> bool:
    """Whether the reader is a program: by address, else by what it accepts."""
    if request.path.startswith(_PROGRAM_PATHS):
        return True
    accepted = request.accept_mimetypes
    return max(accepted["application/json"], accepted["application/problem+json"]) > accepted["text/html"]
