"""Load the demo museum."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.markup import escape

from app.console import as_json_option, open_parts, pick, print_json, progress_bar, terminal
from app.demo.loader import Outcome, Report, count_shown, load_museum
from app.logs import logs_in_file
from app.parts import Parts


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of real sample scans with an INDEX.tsv; its openly licensed files are loaded as well.",
)
@click.option("--only", multiple=True, metavar="NUMBER", help="Load only this record; may be given several times.")
@click.option("--account", metavar="EMAIL", help="Also make an administrator with a random password, shown once.")
@as_json_option
@click.pass_context
def command(
    ctx: click.Context, data: Path | None, only: tuple[str, ...], account: str | None, *, as_json: bool
) -> None:
    """Fill this installation with modelled specimens, photographs, scans, a site and a tour.

    Run again, it does only what is missing.
    """
    _check_numbers(only)
    results: dict[str, object] = {}
    with open_parts() as parts:
        with logs_in_file(parts.settings.home / "logs" / "demo.log"), _told_when_interrupted(), _report() as report:
            outcomes = {"museum": load_museum(parts, report, only=frozenset(only))}
            if data is not None:
                from app.demo.samples import load_samples

                outcomes["samples"] = load_samples(parts, data.resolve(), report)
        shutil.rmtree(parts.work / "demo", ignore_errors=True)
        if account:
            results["account"] = {"email": account, "password": _add_account(parts, account)}
        shown = count_shown(parts)
        address = parts.settings.public_url
    failed = [fault for outcome in outcomes.values() for fault in outcome.failed]
    results |= {name: _row(outcome) for name, outcome in outcomes.items()}
    results |= {"shown": shown, "address": address}
    if as_json:
        print_json(results)
    else:
        _tell(results, outcomes)
    ctx.exit(1 if failed else 0)


def _check_numbers(only: tuple[str, ...]) -> None:
    """Refuse numbers that the demo museum doesn't have."""
    from app.demo.entries import read_museum

    known = [entry.number for entry in read_museum().entries]
    for number in only:
        if number not in known:
            raise click.BadParameter(f"{number} ({', '.join(known)})", param_hint="--only")


@contextmanager
def _report() -> Iterator[Report]:
    """A bar for a terminal; a line now and then for a file or a pipe."""
    if terminal().is_terminal:
        with progress_bar() as progress:
            yield lambda text, share: progress(escape(text), share)
        return
    console, told = terminal(), [""]

    def line(text: str, _share: float) -> None:
        step = text.partition(" ")[0]  # "6/16": one line for each job that ended
        if step != told[0]:
            told[0] = step
            console.print(text, markup=False)

    yield line


@contextmanager
def _told_when_interrupted() -> Iterator[None]:
    """Say what becomes of the work when a person stops it."""
    try:
        yield
    except KeyboardInterrupt:
        message = pick(
            vi="Đã dừng. Những gì làm xong được giữ lại; chạy lại `cuudinh demo` để làm tiếp.",
            en="Stopped. What is done is kept; run `cuudinh demo` again to go on.",
        )
        terminal().print(message, markup=False)
        raise


def _row(outcome: Outcome) -> dict[str, object]:
    """An outcome as the document shows it."""
    return {
        "registered": outcome.registered,
        "submitted": outcome.submitted,
        "published": outcome.published,
        "failed": list(outcome.failed),
    }


def _add_account(parts: Parts, email: str) -> str | None:
    """A new administrator's password; None when the account is there already and stays as it is."""
    from app.auth import hash_password
    from catalogue.policy import Identity, Role
    from catalogue.services.accounts import add_account, find_account

    who = Identity.system("demo")
    with parts.sessions.begin() as session:
        if find_account(session, who, email) is not None:
            return None
        password = secrets.token_urlsafe(12)
        add_account(session, who, email=email, role=Role.ADMINISTRATOR, password_hash=hash_password(password))
    return password


def _tell(results: dict[str, object], outcomes: dict[str, Outcome]) -> None:
    """What there is now, what failed, and how to look at it, on standard error."""
    console = terminal()
    files = sum(outcome.submitted for outcome in outcomes.values())
    shown, address = results["shown"], results["address"]
    line = pick(
        vi=f"Bảo tàng mẫu đã sẵn sàng: {shown} hồ sơ công khai, {files} tệp vừa nạp.",
        en=f"The demo museum is ready: {shown} published records, {files} files taken in now.",
    )
    console.print(line, markup=False)
    for outcome in outcomes.values():
        for fault in outcome.failed:
            console.print(f"! {fault}", markup=False, style="red")
    account = results.get("account")
    if isinstance(account, dict):
        known = pick(vi="(tài khoản đã có)", en="(the account exists already)")
        console.print(f"{account['email']}  {account['password'] or known}", markup=False)
    advice = pick(
        vi=f"Xem tại {address} sau khi chạy `cuudinh serve`.", en=f"Open {address} once `cuudinh serve` runs."
    )
    console.print(advice, markup=False)
