"""A company in which one person has a word of their own, in every text of every table that is theirs or about them."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, MetaData, insert, make_url, select, update

from app.actions.open_search import open_search
from app.actions.save_answer import keep
from app.actions.sign_in import sign_in
from app.mail.outbox import queue
from app.store import tables as t
from app.store.audit import record
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.recruiters import vettings_in
from app.store.rows import add
from app.store.saves import Save, as_columns
from app.store.searches import search_for
from app.vetting.answers import Answer, Response
from app.vetting.compact import compact
from app.vetting.instrument import FormKind
from people import NOW, member

ITEMS: dict[FormKind, str] = {"evaluator": "EV12", "self": "SF12", "candidate": "CA12", "client": "CL02"}
CANARY, WITNESS = "qzcanary", "qzwitness"
NUMBERS = {
    "today": 30,
    "cands": [{"start": 0, "contacts": [2, 8], "interviews": [], "ended": 9, "promises": [[8, True]]}],
}


@dataclass
class Seeded:
    """One company. `word[role]` is in every text of this person, and in no other's."""

    db: Connection
    word: dict[str, str]
    owner: Member
    member: Member
    recruiter: int
    vetting: int
    references: list[int]
    forms: dict[str, int]


def seed(db: Connection, canary: str, company: str = "Halden Foods") -> Seeded:
    """`canary`: whose word is the canary, of recruiter, reference and member; everybody else's is the witness."""
    word = dict.fromkeys(("recruiter", "reference", "member"), WITNESS) | {canary: CANARY}
    owner = member(db, company, "Alice Moreau", "owner")
    bob = member(db, company, f"Bob{word['member']} Tanaka", "evaluator")
    named = [(f"Ana {word['recruiter']}", f"Firm {word['recruiter']}"), (f"Tom {WITNESS}", "")]
    search = open_search(db, owner, "Head of Logistics", named, "short", instrument(*DEFAULT), NOW)
    found = vettings_in(db, search_for(db, owner, search))
    made = Seeded(db, word, owner, bob, found[0].recruiter_id, found[0].id, [], {})
    for vetting in found:
        _about(made, vetting.id, search)
        _told(made, vetting.id)
        _kept(made, vetting.id, search)
    _member(made, search)
    return made


def _about(made: Seeded, vetting: int, search: int) -> None:
    """Everything about one recruiter; about the second one nothing of the recruiter's is the canary's."""
    first = vetting == made.vetting
    about = made.word["recruiter"] if first else WITNESS
    forms: list[tuple[FormKind, str, tuple[str, ...]]] = [
        ("evaluator", "submitted", (made.word["member"], about)),
        ("self", "submitted", (about,)),
        ("candidate", "submitted", (made.word["reference"], about)),
        ("client", "draft", (about,)),
    ]
    for source, state, words in forms:
        form = _form(made, vetting, source, state, " ".join(sorted(set(words))))
        if first:
            made.forms[source] = form
        if source != "evaluator":
            _asked(made, vetting, source, form, made.word["reference"] if source == "candidate" else about)
    decided: dict[str, object] = {
        "flag": "X",
        "covers": [],
        "outcome": "explained",
        "made_by": made.member.id,
        "made_at": NOW,
    }
    why = " ".join(sorted({about, made.word["member"]})) if first else about
    add(made.db, t.flag_decisions, company_id=made.owner.company_id, vetting_id=vetting, why=why, **decided)
    log = NUMBERS | {"note": about, "cands": [{**NUMBERS["cands"][0], "name": about}]}  # type: ignore[index]
    add(made.db, t.logs, company_id=made.owner.company_id, vetting_id=vetting, content=log, received_at=NOW)
    content = {"company": "Halden Foods", "by": "Alice Moreau", "recruiter": about, "why": about, "search": "Head"}
    whom = {"path": f"/vettings/{vetting}/review"}
    queue(made.db, made.owner.company_id, "reopened", made.member.email, content | whom, NOW, to_name=made.member.name)


def _told(made: Seeded, vetting: int) -> None:
    """The recruiter was told what was found, and replied."""
    word = made.word["recruiter"] if vetting == made.vetting else WITNESS
    whose = {"company_id": made.owner.company_id, "vetting_id": vetting, "made_at": NOW}
    link = {
        "salt": word,
        "token_hash": f"{word} told {vetting}",
        "browser_hash": f"{word} browser",
        "made_by": made.member.id,
    }
    moments = {"told_at": NOW, "answer_by": NOW + 9, "expires_at": NOW + 99, "opened_at": NOW}
    page = add(made.db, t.own_pages, **whose, **link, **moments, name=word, email=f"told@{word}.example")
    add(made.db, t.remarks, **whose, about="overall", text=word)
    add(made.db, t.proofs, **whose, name=f"{word}.txt", size=8, content=word.encode())
    content = {"company": made.owner.company, "by": made.owner.name, "recruiter": word}
    queue(made.db, made.owner.company_id, "found", f"told@{word}.example", content, NOW, own_page_id=page)
    record(made.db, Somewhere(made.owner.company_id, None, address=word), "remark:write", f"vetting {vetting}", NOW)


def _kept(made: Seeded, vetting: int, search: int) -> None:
    """A report was kept that holds what everybody said about the recruiter."""
    words = {WITNESS} if vetting != made.vetting else {*made.word.values()}
    content, whose = " ".join(sorted(words)), {"company_id": made.owner.company_id, "made_at": NOW}
    told = {"search_id": search, "name": f"{content}.pdf", "code": "", "size": 9, "content": content.encode()}
    row = add(made.db, t.kept_reports, **whose, **told, made_by=made.member.id)
    about = {"kept_report_id": row, "vetting_id": vetting, "company_id": made.owner.company_id}
    made.db.execute(insert(t.kept_report_vettings).values(about))


def _form(made: Seeded, vetting: int, source: FormKind, state: str, words: str) -> int:
    whose = {"company_id": made.owner.company_id, "vetting_id": vetting}
    item, given = ITEMS[source], Answer(points=3, note=words, reason=words)
    sealed = compact(instrument(*DEFAULT), Response(source, "", {item: given})) if state == "submitted" else None
    form = add(
        made.db, t.responses, **whose, member_id=made.member.id if source == "evaluator" else None, source=source,
        respondent=made.member.name if source == "evaluator" else f"{source} {words}" if source == "self" else "A",
        relationship="placed" if source == "candidate" else "", state=state, summary=words, started_at=NOW,
        submitted_at=NOW if state == "submitted" else None, reopened_why=words, receipt="r",
        compact=sealed,
    )  # fmt: skip
    keep(made.db, form, made.owner.company_id, item, given, NOW)
    save = Save(item, 1, True, as_columns(given), NOW, "", 0)
    values = {name: getattr(save, name) for name in Save.__dataclass_fields__}
    add(made.db, t.answer_saves, company_id=made.owner.company_id, response_id=form, **values)
    return form


def _asked(made: Seeded, vetting: int, source: str, form: int, word: str) -> None:
    asked = {"company_id": made.owner.company_id, "vetting_id": vetting, "response_id": form, "source": source}
    email = f"{source if source == 'candidate' else f'{source}{vetting}'}@{word}.example"
    row = add(
        made.db, t.invitations, **asked, name=f"{source} {word}", email=email, named_as="", salt=word,
        token_hash=f"{word} {source} {vetting}", made_by=made.member.id, made_at=NOW, expires_at=NOW + 99, reminders=0,
        no_reminders=False,
    )  # fmt: skip
    if source == "candidate":
        made.references.append(row)
    content = {"company": made.owner.company, "by": made.member.name, "recruiter": "", "source": source}
    content["recruiter"] = made.word["recruiter"] if vetting == made.vetting else WITNESS
    mail = queue(made.db, made.owner.company_id, "invitation", email, content, NOW, to_name=word, invitation_id=row)
    made.db.execute(update(t.messages).where(t.messages.c.id == mail).values(error=f"550 {word} unknown"))
    browser = {"token_hash": f"b {word} {row}", "company_id": made.owner.company_id, "invitation_id": row}
    made.db.execute(insert(t.respondent_sessions).values(created_at=NOW, seen_at=NOW, **browser))
    who = Somewhere(made.owner.company_id, None, row, word)
    record(made.db, who, "invitation:open", f"invitation {row}", NOW)


def _member(made: Seeded, search: int) -> None:
    """What only a member has."""
    word, bob, mine = made.word["member"], made.member, {"company_id": made.owner.company_id}
    account = made.db.execute(select(t.members.c.account_id).where(t.members.c.id == bob.id)).scalar_one()
    sign_in(made.db, bob, NOW, f"Browser {word}")
    record(made.db, Somewhere(made.owner.company_id, bob.id, address=word), "session:begin", "session 1", NOW)
    made.db.execute(insert(t.search_members).values(search_id=search, member_id=bob.id, evaluates=False, **mine))
    rated = {"search_id": search, "member_id": bob.id, "example": "first", "answers": {"note": word}, "made_at": NOW}
    add(made.db, t.calibrations, **mine, **rated)
    until = {"made_at": NOW, "expires_at": NOW + 99, "salt": word, "evaluates": False}
    joining = add(made.db, t.member_invitations, email=bob.email, role="evaluator", token_hash=word, **mine, **until)
    queue(made.db, made.owner.company_id, "member_invitation", bob.email, {"by": "Alice Moreau"}, NOW,
          member_invitation_id=joining)  # fmt: skip
    made.db.execute(insert(t.recovery_codes).values(code_hash=f"code {word}", account_id=account))
    made.db.execute(
        update(t.accounts).where(t.accounts.c.id == account).values(password_hash=f"!{word}", totp_salt=word)
    )
    link = {"purpose": "reset", "salt": word, "token_hash": f"link {word}", "made_at": NOW, "expires_at": NOW + 600}
    add(made.db, t.sign_in_links, account_id=account, **link)
    weights = {"search_id": search, "name": "Ours", "weights": {}, "made_by": bob.id, "made_at": NOW}
    add(made.db, t.weightings, **mine, **weights)
    taken = {"key_hash": f"k {word}", "body_hash": "b", "result": " ".join(made.word.values()), "at": NOW}
    made.db.execute(insert(t.taken).values(**mine, **taken))


@dataclass(frozen=True)
class Somewhere:
    """An actor of a company, with an address."""

    company_id: int
    id: int | None
    invitation_id: int | None = None
    address: str = ""


def everywhere(db: Connection, word: str) -> dict[str, int]:
    """Table → how many of its rows hold a word in any column; read from the database itself, not from our models."""
    found = MetaData()
    found.reflect(db)
    rows = {name: db.execute(select(table)).all() for name, table in found.tables.items()}
    counted = {name: sum(word in repr(tuple(row)) for row in each) for name, each in rows.items()}
    return {name: many for name, many in counted.items() if many}


def on_disk(url: str) -> bytes:
    """Everything an SQLite database keeps: its file, write-ahead log and shared memory."""
    path = Path(make_url(url).database or "")
    parts = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]
    return b"".join(part.read_bytes() for part in parts if part.exists())
