"""A company with something in every table; every text a person typed holds the company's word."""

import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.actions.open_search import open_search
from app.actions.save_answer import keep
from app.actions.sign_in import sign_in
from app.mail.links import token_hash
from app.mail.outbox import queue
from app.store import tables as t
from app.store.audit import record
from app.store.demo import demo_panel
from app.store.keys import keys_of, salt, sha256
from app.store.members import Member, Role
from app.store.recruiters import Vetting, vettings_in
from app.store.rows import add
from app.store.saves import Save, as_columns
from app.store.searches import search_for
from app.vetting.answers import Answer
from app.vetting.flags import BY_HAND
from panels import INSTRUMENT, worth

DAY = 86_400
PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$Zm9sbG93dGhyb3VnaA$9vRGUJwFVJ0B8sUZoX0ZTn6RYgn9T0OPlrwjEP5H5nM"


@dataclass
class Household:
    """One company: its people, the ids of what is in it, and the secrets of those who come to its doors."""

    word: str
    db: Connection
    now: int
    id: int = 0
    people: dict[str, Member] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # where an address begins → the token of a living link
    sessions: dict[str, str] = field(default_factory=dict)  # who → the token in their cookie
    replies: dict[str, tuple[int, str]] = field(
        default_factory=dict
    )  # which form → its invitation, token in the cookie

    def said(self, text: str) -> str:
        return f"{text} {self.word}"

    def add(self, table: Any, **values: object) -> int:
        return add(self.db, table, company_id=self.id, **values)


def settle(db: Connection, word: str) -> Household:
    """The whole company, in the open transaction."""
    house = Household(word, db, int(time.time()))
    house.id = add(db, t.companies, name=house.said("Company"), demo=False, second_factor=False, created_at=house.now)
    for name, role in PEOPLE.items():
        _member(house, name, role)
    _sessions(house)
    _searches(house)
    _invitations(house)
    _told(house)
    _kept(house)
    _links(house)
    _mails(house)
    return house


PEOPLE: dict[str, Role] = {
    "alice": "owner",
    "dana": "manager",
    "bob": "evaluator",
    "carol": "viewer",
    "rick": "manager",  # removed
    "ed": "evaluator",  # whose session ended
}


def _member(house: Household, name: str, role: Role) -> None:
    email, full = f"{name}@{house.word}.example", house.said(name.capitalize())
    account = add(house.db, t.accounts, email=email, name=full, password_hash=PASSWORD, created_at=house.now)
    gone = house.now if name == "rick" else None
    made = house.add(t.members, account_id=account, role=role, removed_at=gone)
    house.people[name] = Member(made, house.id, house.said("Company"), full, email, role, "127.0.0.1", account)


def _sessions(house: Household) -> None:
    for name, member in house.people.items():
        house.sessions[name] = sign_in(house.db, member, house.now, house.said("Browser"))
    ended = t.sessions.c.member_id == house.people["ed"].id
    house.db.execute(update(t.sessions).where(ended).values(created_at=house.now - 2 * DAY))
    mine = t.sessions.c.member_id == house.people["alice"].id
    house.ids["session_id"] = house.db.execute(select(t.sessions.c.id).where(mine)).scalar_one()
    house.ids["member_id"] = house.people["carol"].id or 0
    house.ids["account_id"] = house.people["carol"].account_id or 0


def _searches(house: Household) -> None:
    """One that all may read, with a recruiter whose panel is open and one whose is not; and a restricted one."""
    owner, now = house.people["alice"], house.now
    for kind, title, names in (("open", "Role", ("Ana", "Tom")), ("restricted", "Secret", ("Ana", "Uma"))):
        named = [(house.said(name), house.said("Firm")) for name in names]
        search = open_search(house.db, owner, house.said(title), named, "short", INSTRUMENT, now)
        house.ids[f"{kind} search"] = search
        found = vettings_in(house.db, search_for(house.db, owner, search))
        house.ids["recruiter_id"] = found[0].recruiter_id
        house.ids[f"{kind} done"], house.ids[f"{kind} begun"] = (vetting.id for vetting in found)
        house.ids[f"{kind} recruiter"] = found[1].recruiter_id
        house.ids[f"{kind} evaluation"] = _forms(house, *found)
    secret = t.searches.c.id == house.ids["restricted search"]
    house.db.execute(update(t.searches).where(secret).values(restricted=True))
    bob = {"search_id": house.ids["restricted search"], "member_id": house.people["bob"].id, "evaluates": False}
    house.db.execute(insert(t.search_members).values(company_id=house.id, **bob))
    example = {"search_id": house.ids["open search"], "member_id": house.people["bob"].id, "example": "first"}
    house.add(t.calibrations, **example, answers={}, made_at=now)


def _forms(house: Household, done: Vetting, begun: Vetting) -> int:
    """Bob's form and all others about the one are in; about the other he has begun."""
    evaluation = _form(house, done, "evaluator", "submitted", house.people["bob"])
    _form(house, begun, "evaluator", "draft", house.people["bob"])
    log = demo_panel()["recruiters"][0]["log"]
    house.add(t.logs, vetting_id=done.id, content=log, received_at=house.now)
    looked = {
        "flag": BY_HAND,
        "covers": [],
        "outcome": "explained",
        "why": house.said("We asked."),
        "made_at": house.now,
    }
    house.add(t.flag_decisions, vetting_id=done.id, made_by=house.people["dana"].id, **looked)
    record(house.db, house.people["alice"], "response:reopen", f"response {evaluation}", house.now)
    return evaluation


def _form(house: Household, vetting: Vetting, source: Any, state: str, member: Member | None = None) -> int:
    made = house.add(
        t.responses,
        vetting_id=vetting.id,
        member_id=member.id if member else None,
        source=source,
        respondent=member.name if member else house.said(f"{source} {vetting.id}"),
        relationship="" if source in ("evaluator", "self") else "placed",
        length="short" if source == "evaluator" else "full",
        state=state,
        impression="yes",
        summary=house.said("Summary"),
        started_at=house.now - DAY,
        submitted_at=house.now if state == "submitted" else None,
        receipt="",
        reopened_at=house.now - 60 if member else None,
        reopened_why=house.said("A wrong date.") if member else "",
    )
    asked = INSTRUMENT.asked(source, "short") if source == "evaluator" else INSTRUMENT.asked(source)
    for item in asked if state == "submitted" else asked[:1]:
        answer = Answer(**{**_parts(worth(3, item)), "note": house.said("A case."), "flagged": item is asked[0]})
        keep(house.db, made, house.id, item.id, answer, house.now)
        save = Save(item.id, 1, True, as_columns(answer), house.now, "", 0)
        values = {name: getattr(save, name) for name in Save.__dataclass_fields__}
        house.add(t.answer_saves, response_id=made, **values)
    return made


def _parts(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in Answer.__dataclass_fields__}


def _invitations(house: Household) -> None:
    """Somebody who has answered, somebody who has begun, and somebody who has not opened their link."""
    done, begun = _vetting(house, "open done"), _vetting(house, "open begun")
    _ask(house, "self", begun, "self", "draft")
    _ask(house, "candidate", done, "candidate", "submitted")
    _ask(house, "client", done, "client", "draft")
    _ask(house, "waiting", begun, "candidate", "")
    house.ids["invitation_id"] = house.ids["waiting"]


def _told(house: Household) -> None:
    """The recruiter whose panel is open was told what was found, and has replied."""
    whose = {"vetting_id": house.ids["open done"], "made_at": house.now}
    browser = f"browser of found of {house.word}"
    moments = {"told_at": house.now, "answer_by": house.now + DAY, "expires_at": house.now + 9 * DAY}
    link = {"salt": "", "token_hash": f"found of {house.word}", "browser_hash": sha256(browser), "opened_at": house.now}
    made = house.add(t.own_pages, **whose, **moments, **link, name=house.said("Ana"), email=f"ana@{house.word}.example")
    house.tokens["/f/"] = _token(house, t.own_pages, "own_page", made)
    house.ids["page_id"], house.replies["found"] = made, (made, browser)
    house.add(t.remarks, **whose, about="overall", text=house.said("We were busy"))
    text = house.said("A proof").encode()
    house.ids["proof_id"] = house.add(t.proofs, **whose, name=house.said("proof"), size=len(text), content=text)


def _kept(house: Household) -> None:
    """A report of the open search was kept, with what is known of the recruiter whose panel is open."""
    content = house.said("A report").encode()
    whose = {"search_id": house.ids["open search"], "made_by": house.people["dana"].id, "made_at": house.now}
    told = {"name": house.said("Recruiters.pdf"), "code": "0000-0000-0000", "size": len(content), "content": content}
    made = house.ids["kept_id"] = house.add(t.kept_reports, **whose, **told)
    about = {"kept_report_id": made, "vetting_id": house.ids["open done"], "company_id": house.id}
    house.db.execute(insert(t.kept_report_vettings).values(about))


def _vetting(house: Household, which: str) -> Vetting:
    search = search_for(house.db, house.people["alice"], house.ids["open search"])
    return next(one for one in vettings_in(house.db, search) if one.id == house.ids[which])


def _ask(house: Household, name: str, vetting: Vetting, source: str, state: str) -> None:
    response = _form(house, vetting, source, state) if state else None
    made = house.add(
        t.invitations,
        vetting_id=vetting.id,
        response_id=response,
        source=source,
        name=house.said(name.capitalize()),
        email=f"{name}@{house.word}.example",
        named_as="placed" if source == "candidate" else "",
        salt="",
        token_hash=f"{name} of {house.word}",
        made_by=house.people["dana"].id,
        made_at=house.now - DAY,
        sent_at=house.now - 5 * DAY,
        expires_at=house.now + 9 * DAY,
        opened_at=house.now - DAY if state else None,
        reminders=0,
        no_reminders=False,
    )
    token = _token(house, t.invitations, "invitation", made)
    house.ids[name] = made
    if state:
        browser = f"browser of {name} of {house.word}"
        begun = {"created_at": house.now - DAY, "seen_at": house.now - DAY}
        digest = sha256(browser)
        house.db.execute(
            insert(t.respondent_sessions).values(token_hash=digest, company_id=house.id, invitation_id=made, **begun)
        )
        house.replies[name] = (made, browser)
    else:
        house.tokens["/i/"] = token


def _token(house: Household, table: Any, purpose: Any, row: int) -> str:
    """Give a row its link; returns the token."""
    keys, fresh = keys_of(house.db), salt()
    link = {"salt": fresh, "token_hash": token_hash(keys, purpose, row, fresh)}
    house.db.execute(update(table).where(table.c.id == row).values(**link))
    return keys.token(purpose, row, fresh)


def _links(house: Household) -> None:
    asked = {"email": f"new@{house.word}.example", "role": "viewer", "evaluates": False}
    until = {"made_at": house.now, "expires_at": house.now + DAY, "salt": "", "made_by": house.people["alice"].id}
    made = house.add(t.member_invitations, **asked, **until, token_hash=f"new of {house.word}")
    house.ids["member_invitation"] = made
    house.tokens["/join/"] = _token(house, t.member_invitations, "member_invitation", made)
    for purpose, path in (("sign_in", "/sign-in/link/"), ("reset", "/reset/")):
        whose = {"account_id": house.people["dana"].account_id, "purpose": purpose, "salt": ""}
        alive = {"made_at": house.now, "expires_at": house.now + 600, "token_hash": f"{purpose} of {house.word}"}
        row = add(house.db, t.sign_in_links, **whose, **alive)
        house.tokens[path] = _token(house, t.sign_in_links, "sign_in_link", row)
    code = {"code_hash": f"code of {house.word}", "account_id": house.people["alice"].account_id}
    house.db.execute(insert(t.recovery_codes).values(**code))


def _mails(house: Household) -> None:
    about = {"company": house.said("Company"), "by": house.said("Dana"), "recruiter": house.said("Ana")}
    content = about | {"source": "candidate", "minutes": 8, "expires": "3 December 2026"}
    to = f"waiting@{house.word}.example"
    invited = {"to_name": house.said("Waiting"), "invitation_id": house.ids["waiting"]}
    made = queue(house.db, house.id, "invitation", to, content, house.now, **invited)  # type: ignore[arg-type]
    failed = {"state": "failed", "error": house.said("550 unknown"), "tries": 5}
    house.db.execute(update(t.messages).where(t.messages.c.id == made).values(**failed))
    house.ids["message_id"] = made
    key = {"key_hash": f"taken of {house.word}", "body_hash": "x", "at": house.now, "company_id": house.id}
    key |= {"result": None}
    house.db.execute(insert(t.taken).values(**key))
