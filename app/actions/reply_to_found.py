"""What a recruiter replies to what was found about them: their words, unedited, and files that prove them."""

from collections.abc import Mapping
from pathlib import PurePath

from sqlalchemy import Connection, delete

from app.refusals import Conflict, Mistakes, NotHere
from app.store.audit import record
from app.store.own_pages import OwnPage, Told
from app.store.recruiters import hold
from app.store.remarks import Reply, reply_in
from app.store.rows import add
from app.store.tables import proofs, remarks

LONGEST = 5_000  # characters of one remark
MOST, LARGEST = 5, 2_000_000  # files, and bytes of each
NAME = 120  # characters of a file's name
TOO_LONG = f"Shorten this to {LONGEST:,} characters."
DECIDED = "The search is decided, so what you wrote stands as it is."
ELSEWHERE = "This was changed in another tab meanwhile, so it was not saved here. Open the page again and look at both."
FULL = f"There are {MOST} files already. Remove one first."
NO_FILE = "Choose a file first."
TOO_LARGE = "This file is larger than 2 MB. Send the part of it that matters."
NOT_KNOWN = "This is no PDF, PNG, JPEG or plain text. Save it as one of these and attach it again."
BEGINS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def write_remarks(db: Connection, who: Told, page: OwnPage, said: Mapping[str, str], seen: int, now: int) -> bool:
    """Keep what differs from what stands; "" takes words back. `seen` is the newest remark its writer saw.

    Returns whether anything changed. Raises Mistakes, or Conflict once the search is decided.
    """
    if long := [about for about, text in said.items() if len(text) > LONGEST]:
        raise Mistakes(dict.fromkeys(long, TOO_LONG))
    before = _held(db, page)
    differs = {about: text for about, text in said.items() if text != _stands(before, about)}
    if any(about in before.about and before.about[about].id > seen for about in differs):
        raise Conflict(ELSEWHERE)
    mine = {"company_id": who.company_id, "vetting_id": page.vetting.id, "made_at": now}
    for about, text in differs.items():
        add(db, remarks, **mine, about=about, text=text)
    if differs:
        record(db, who, "remark:write", f"vetting {page.vetting.id}", now)
    return bool(differs)


def attach_proof(db: Connection, who: Told, page: OwnPage, name: str, content: bytes, now: int) -> None:
    """Raises Mistakes for what is no file we take, or one too many; Conflict once the search is decided."""
    if wrong := _wrong(content):
        raise Mistakes({"proof": wrong})
    if len(_held(db, page).proofs) >= MOST:
        raise Mistakes({"proof": FULL})
    mine = {"company_id": who.company_id, "vetting_id": page.vetting.id, "made_at": now}
    shown = PurePath(name.replace("\\", "/")).name.strip()[-NAME:] or "proof"
    row = add(db, proofs, **mine, name=shown, size=len(content), content=content)
    record(db, who, "proof:attach", f"vetting {page.vetting.id}", now, f"proof {row}")


def remove_proof(db: Connection, who: Told, page: OwnPage, proof_id: int, now: int) -> None:
    """Raises NotHere for what is not theirs, Conflict once the search is decided."""
    if proof_id not in {proof.id for proof in _held(db, page).proofs}:
        raise NotHere
    mine = (proofs.c.vetting_id == page.vetting.id, proofs.c.company_id == who.company_id)
    db.execute(delete(proofs).where(proofs.c.id == proof_id, *mine))
    record(db, who, "proof:remove", f"vetting {page.vetting.id}", now, f"proof {proof_id}")


def is_decided(page: OwnPage) -> bool:
    return page.vetting.search.state == "closed"


def _held(db: Connection, page: OwnPage) -> Reply:
    """What stands, and nobody else changes until the transaction ends."""
    if is_decided(page):
        raise Conflict(DECIDED)
    hold(db, page.vetting)
    return reply_in(db, page.vetting)


def _stands(reply: Reply, about: str) -> str:
    return reply.about[about].text if about in reply.about else ""


def _wrong(content: bytes) -> str:
    """Why this is not taken, judged by what is in it and never by its name; "" where it is."""
    if not content:
        return NO_FILE
    if len(content) > LARGEST:
        return TOO_LARGE
    return "" if content.startswith(BEGINS) or _is_text(content) else NOT_KNOWN


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(sign in "\t\n\r" or ord(sign) >= 32 for sign in text)
