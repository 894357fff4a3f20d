"""One-time codes (RFC 6238, SHA-1, six digits, 30 seconds), their sealed secrets, and recovery codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from urllib.parse import quote, urlencode

from Crypto.Cipher import AES

PERIOD = 30
DIGITS = 6
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_NONCE = 12
_TAG = 16
_EARLY, _LATE = 1, 1  # clocks of phones may be off by one period
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is mistaken for another


def new_secret() -> bytes:
    """A secret as long as RFC 4226 recommends."""
    return secrets.token_bytes(_SECRET_BYTES)


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step, which is the number of whole periods since 1970 (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def find_step(secret: bytes, code: str, now: float | None = None) -> int | None:
    """The step whose code this is, now or one period away; None for a wrong code. Spaces are overlooked."""
    given = "".join(code.split())
    current = int((time.time() if now is None else now) // PERIOD)
    steps = range(current - _LATE, current + _EARLY + 1)
    right = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), given.encode())]
    return right[0] if right else None


def otpauth_address(secret: bytes, email: str) -> str:
    """What the QR code tells an authenticator app (Key URI format)."""
    label = quote(f"Cửu Đỉnh:{email}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": written(secret), "issuer": "Cửu Đỉnh"}, quote_via=quote)


def written(secret: bytes) -> str:
    """The secret in base 32, for typing it in."""
    return base64.b32encode(secret).decode().rstrip("=")


def seal(secret: bytes, key: str) -> str:
    """The secret encrypted with the installation's own key (AES-256-GCM), as the database keeps it."""
    cipher = AES.new(_key(key), AES.MODE_GCM, nonce=secrets.token_bytes(_NONCE))
    sealed, tag = cipher.encrypt_and_digest(secret)
    return base64.urlsafe_b64encode(cipher.nonce + tag + sealed).decode()


def unseal(sealed: str, key: str) -> bytes | None:
    """The secret, or None when it was sealed with another key or damaged."""
    try:
        whole = base64.urlsafe_b64decode(sealed)
        cipher = AES.new(_key(key), AES.MODE_GCM, nonce=whole[:_NONCE])
        return cipher.decrypt_and_verify(whole[_NONCE + _TAG :], whole[_NONCE : _NONCE + _TAG])
    except ValueError:
        return None


def new_recovery_codes() -> list[str]:
    """Ten codes of ten letters, about 49 bits each."""
    return [_word() + "-" + _word() for _ in range(RECOVERY_CODES)]


def recovery_digest(code: str, key: str) -> str:
    """What is kept of a recovery code; case, spaces and the dash don't matter."""
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hmac.new(_key(key), plain.encode(), hashlib.sha256).hexdigest()


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(5))


def _key(key: str) -> bytes:
    """32 bytes for this use alone, from the installation's secret."""
    return hashlib.sha256(b"cuudinh second factor\0" + key.encode()).digest()
