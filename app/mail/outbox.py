"""The outbox: a message is a row, written in the transaction of what caused it, and sent later by the worker."""

import secrets
from typing import Any, Literal

from sqlalchemy import Connection

from app.mail.bell import ring
from app.store.rows import add
from app.store.tables import messages

Kind = Literal[
    "member_invitation",
    "sign_in_link",
    "reset",
    "invitation",
    "reminder",
    "receipt",
    "evaluator_chosen",
    "reopened",
    "found",
]


def queue(
    db: Connection,
    company_id: int,
    kind: Kind,
    to_email: str,
    content: dict[str, Any],
    now: int,
    *,
    to_name: str = "",
    invitation_id: int | None = None,
    member_invitation_id: int | None = None,
    sign_in_link_id: int | None = None,
    own_page_id: int | None = None,
) -> int:
    """Put a message into the outbox; returns its id. A personal link is not in `content`: its row is named instead."""
    ring()
    return add(
        db,
        messages,
        company_id=company_id,
        kind=kind,
        to_name=to_name,
        to_email=to_email,
        content=content,
        invitation_id=invitation_id,
        member_invitation_id=member_invitation_id,
        sign_in_link_id=sign_in_link_id,
        own_page_id=own_page_id,
        message_id=f"{secrets.token_hex(16)}@followthrough",
        made_at=now,
        state="waiting",
        tries=0,
        next_at=now,
        claimed_until=0,
        error="",
    )
