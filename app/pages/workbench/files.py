"""Files and scans of one record: upload, jobs, what is kept, how VR-ready the models are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import format_bytes, format_number
from app.i18n import gettext as _
from app.pages.labels import make_labels, rule_names
from app.pages.record_media import owner_of
from app.pages.rights import staff_only
from app.pages.series_rows import series_table
from app.pages.workbench.comparison_rows import alert_rows, compare_url, comparison_rows, list_of
from app.pages.workbench.jobs import job_rows
from app.pages.workbench.rows import title_of
from catalogue.policy import Action
from catalogue.records import Artifact, DigitalFile, Model, Site
from catalogue.services.artifacts import read_artifact, read_artifact_by_id, read_completeness
from catalogue.services.files import list_files, read_file
from catalogue.services.models import list_models
from catalogue.services.sites import read_site, read_site_by_id

bp = Blueprint("workbench_files", __name__, url_prefix="/<any(vi,en):lang>/workbench")
bp.before_request(staff_only)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One kept file."""

    id: UUID
    name: str
    url: str
    kind: str
    size: str
    received: dt.datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the profile and how the model does; ``passed`` is None where it is not yet checked."""

    id: str
    limit: str
    value: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """How VR-ready one model is."""

    name: str
    rules: Sequence[Rule]
    warnings: Sequence[str]


@bp.get("/artifacts/<path:number>/files")
def artifact(number: str) -> ResponseReturnValue:
    """Files of an artifact."""
    with parts().readers() as session:
        record = read_artifact(session, caller(), number)
        return _page(
            session,
            record,
            number=number,
            target_kind="artifact",
            edit_url=url_for("workbench_artifacts.edit", number=number),
            public_url=url_for("page_artifacts.show", number=number),
            publish_url=url_for("workbench_artifacts.publish", number=number),
            completeness=read_completeness(session, record),
        )


@bp.get("/sites/<path:code>/files")
def site(code: str) -> ResponseReturnValue:
    """Files of a site."""
    with parts().readers() as session:
        return _page(
            session,
            read_site(session, caller(), code),
            number=code,
            target_kind="site",
            edit_url=url_for("workbench_sites.edit", code=code),
            public_url=url_for("page_sites.show", code=code),
            publish_url=url_for("workbench_sites.publish", code=code),
        )


@bp.get("/files/<uuid:file_id>")
def of_file(file_id: UUID) -> ResponseReturnValue:
    """Lead to the record that keeps this file."""
    with parts().readers() as session:
        file = read_file(session, caller(), file_id)
        if file.artifact_id is not None:
            number = read_artifact_by_id(session, caller(), file.artifact_id).accession_number
            place = url_for(".artifact", number=number)
        elif file.site_id is not None:
            place = url_for(".site", code=read_site_by_id(session, caller(), file.site_id).code)
        else:
            abort(HTTPStatus.NOT_FOUND)
    return redirect(f"{place}#file-{file_id}", HTTPStatus.SEE_OTHER)


def _page(session: Session, record: Artifact | Site, **more: object) -> str:
    """The page of a record's files."""
    who, owner = caller(), owner_of(record)
    if not who.may(Action.PUBLISH):
        more["publish_url"] = None
    return render_template(
        "workbench/files.html",
        record_title=title_of(record),
        status=record.status.value,
        version=record.version,
        is_new=False,
        may_upload=who.may(Action.UPLOAD_FILES),
        files=[_file_row(file) for file in list_files(session, who, **owner)],
        jobs=job_rows(session, **owner),
        alerts=alert_rows(session, **owner),
        compare_url=compare_url(session, record),
        comparisons=comparison_rows(session, list_of(session, **owner)),
        series=series_table(session, owner.get("artifact_id"), owner.get("site_id")),
        reports=[_report(model) for model in list_models(session, who, **owner)],
        **more,
    )


def _file_row(file: DigitalFile) -> FileRow:
    """A file with its kind in words."""
    url = f"/api/v1/files/{file.id}/content"
    kind = make_labels().file_kind[file.kind.value]
    return FileRow(file.id, file.name, url, kind, format_bytes(file.size), file.created_at, file.sha256)


def _report(model: Model) -> Report:
    """The rules of a model's report, values made readable."""
    source, rules, warnings = (model.report.get(name) for name in ("source", "rules", "warnings"))
    name = str(source.get("file", "")) if isinstance(source, dict) else ""
    return Report(
        name=name,
        rules=[_rule(rule) for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else [],
        warnings=[str(w.get("message", w)) for w in warnings if isinstance(w, dict)]
        if isinstance(warnings, list)
        else [],
    )


def _rule(rule: dict[str, object]) -> Rule:
    """One rule; numbers with the language's separators."""
    passed = rule.get("passed")
    return Rule(
        str(rule.get("id")),
        rule_names().get(str(rule.get("id")), _words(rule.get("limit"))),
        _words(rule.get("value")),
        passed if isinstance(passed, bool) else None,
    )


def _words(value: object) -> str:
    """A limit or value as a person reads it."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else _("yes") if value else _("no")
    if isinstance(value, int | float):
        return format_number(value, 0 if float(value).is_integer() else 3)
    if isinstance(value, dict):
        return ", ".join(f"{str(name).replace('_', ' ')}: {_words(item)}" for name, item in value.items())
    return ", ".join(map(_words, value)) if isinstance(value, list) else str(value)
