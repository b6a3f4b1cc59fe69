"""The receipt of a form that is being sent: its hash, and the mail with its number."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from app.actions.personal_link import day
from app.mail.outbox import queue
from app.store.instruments import instrument
from app.store.recruiters import Vetting
from app.store.responses import Filled
from app.vetting.receipt import receipt_hash, short


def receipt_of(
    vetting: Vetting, own: Filled, now: int, impression: str = "", summary: str = "", consent: bool = False
) -> str:
    """The hash of the form as it is sent now, with what is sent beside its answers."""
    pinned, given = vetting.search.instrument, own.answers
    return receipt_hash(*pinned, own.source, vetting.id, now, given, impression, summary, consent)


def mail_receipt(
    db: Connection, vetting: Vetting, own: Filled, receipt: str, to: tuple[str, str], now: int, link: int | None = None
) -> None:
    """Put the mail into the outbox. `to`: email and name; `link`: the invitation of somebody who answers by one."""
    content = {
        "company": vetting.search.company,
        "recruiter": vetting.name,
        "code": short(receipt),
        "at": f"{day(now)}, {datetime.fromtimestamp(now, UTC).astimezone():%H:%M}",
        "form": instrument(*vetting.search.instrument).form[own.source].title,
    }
    if own.source == "evaluator":
        content["path"] = f"/vettings/{vetting.id}/receipt"
    email, name = to
    queue(db, vetting.search.company_id, "receipt", email, content, now, to_name=name, invitation_id=link)
