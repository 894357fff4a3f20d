"""Add accounts and see who has one."""

from __future__ import annotations

import sys

import click
from rich.table import Table

from app.console import as_json_option, open_parts, pick, print_json, terminal
from app.errors import RequestError
from catalogue.policy import Identity, Role

_WHO = Identity.system("cli")
_ROLES = [role.value for role in Role if role not in {Role.PUBLIC, Role.SYSTEM}]


@click.group()
def command() -> None:
    """Accounts of people."""


@command.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(_ROLES))
@click.option("--name", default="", help="The person's name.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json_option
def add(email: str, *, role: str, name: str, password_stdin: bool, as_json: bool) -> None:
    """Add an account for EMAIL; asks for the password twice unless it comes from standard input."""
    from catalogue.services.accounts import add_account

    password_hash = _hash(email, _read_password(from_stdin=password_stdin))
    with open_parts() as parts, parts.sessions.begin() as session:
        account = add_account(session, _WHO, email=email, role=Role(role), password_hash=password_hash, name=name)
        made = {"id": str(account.id), "email": account.email, "role": account.role.value}
    if as_json:
        print_json(made)
    else:
        text = pick(vi="Đã thêm tài khoản {email} ({role}).", en="Added the account {email} ({role}).")
        terminal().print(text.format(**made))


@command.command("list")
@as_json_option
def show_list(*, as_json: bool) -> None:
    """Show all accounts by address."""
    from catalogue.services.accounts import list_accounts

    with open_parts() as parts, parts.readers() as session:
        accounts = list_accounts(session, _WHO, limit=200).items
        rows = [{"email": a.email, "role": a.role.value, "enabled": a.disabled_at is None} for a in accounts]
    if as_json:
        print_json({"items": rows})
        return
    table = Table("E-mail", pick(vi="Vai trò", en="Role"), pick(vi="Đang mở", en="Enabled"))
    for row in rows:
        table.add_row(str(row["email"]), str(row["role"]), "✓" if row["enabled"] else "–")
    terminal().print(table)


@command.command("set-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json_option
def set_password(email: str, *, password_stdin: bool, as_json: bool) -> None:
    """Give EMAIL a new password, when nobody can log in to do so; what is logged in now is logged out."""
    from catalogue.services.accounts import find_account, set_password_hash

    with open_parts() as parts, parts.sessions.begin() as session:
        account = find_account(session, _WHO, email)
        if account is None:
            raise RequestError("account_unknown", email=email)
        set_password_hash(session, _WHO, account.id, _hash(email, _read_password(from_stdin=password_stdin)))
        done: dict[str, object] = {"email": account.email}
    if as_json:
        print_json(done)
        return
    text = pick(vi="Đã đặt mật khẩu mới cho {email}.", en="{email} has a new password.")
    terminal().print(text.format(**done))


@command.command("reset-two-factor")
@click.argument("email")
@as_json_option
def reset_two_factor(email: str, *, as_json: bool) -> None:
    """Let EMAIL log in without a code again, when phone and recovery codes are lost; the history tells of it."""
    from catalogue.services.accounts import find_account
    from catalogue.services.second_factor import is_on, remove_totp

    with open_parts() as parts, parts.sessions.begin() as session:
        account = find_account(session, _WHO, email)
        if account is None:
            raise RequestError("account_unknown", email=email)
        was_on = is_on(account)
        remove_totp(session, _WHO, account.id)
        done: dict[str, object] = {"email": account.email, "was_on": was_on}
    if as_json:
        print_json(done)
        return
    vi, en = ("Đã đặt lại xác thực hai lớp của {email}.", "Two-factor login of {email} is reset.")
    off_vi, off_en = ("{email} chưa bật xác thực hai lớp.", "Two-factor login of {email} was off already.")
    terminal().print((pick(vi=vi, en=en) if was_on else pick(vi=off_vi, en=off_en)).format(email=done["email"]))


def _read_password(*, from_stdin: bool) -> str:
    """The password, from standard input or asked for without showing it."""
    if from_stdin:
        return sys.stdin.read().rstrip("\r\n")
    return str(click.prompt(pick(vi="Mật khẩu", en="Password"), hide_input=True, confirmation_prompt=True, err=True))


def _hash(email: str, password: str) -> str:
    """The password's hash.

    Raises:
        RequestError: ``password_length``.
    """
    from app.auth import MAX_PASSWORD, MIN_PASSWORD, hash_password

    try:
        return hash_password(password)
    except ValueError:
        raise RequestError(
            "password_length", email=email, found=len(password), minimum=MIN_PASSWORD, maximum=MAX_PASSWORD
        ) from None
