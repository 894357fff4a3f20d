"""Where labels lead: a short address that any phone's camera opens."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from app.context import parts
from catalogue.vocab.codes import write_code


def label_address(ident: UUID) -> str:
    """The address in a record's label: the public one, in capitals where that makes the code smaller.

    Scheme and host mean the same in capitals, and our short address is read either way.
    """
    base = parts().settings.public_url
    address = f"{base}/q/{write_code(ident)}"
    is_bare = base.isascii() and not urlsplit(base).path.strip("/")
    return address.upper() if is_bare else address
