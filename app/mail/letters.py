"""A mail in words: subject, plain text and HTML, rendered from its kind, what it is about, and the link of its row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app import files
from app.mail.links import link
from app.mail.outbox import Kind
from app.store.keys import Keys
from app.store.messages import Link, Message

KINDS: tuple[str, ...] = get_args(Kind)
LONGEST = 300  # characters of a name or a reason in a mail
UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
HOUR, DAY = 3_600, 86_400
DOES = {  # what somebody asked to join would do there
    "owner": "As an owner you set the company up, ask colleagues to join, and see everything in it.",
    "manager": "As a manager you open searches, ask people to evaluate or to answer, and compare recruiters.",
    "evaluator": "As an evaluator you hold calls with recruiters and fill in a form after each, on your own.",
    "viewer": "As a viewer you read the comparisons and reports of the searches you are given.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads. `subject` is one line; `html` and `text` say the same words."""

    subject: str
    text: str
    html: str


def letter(message: Message, keys: Keys, public_url: str, link_shown: str = "") -> Letter:
    """The mail with its link made of the row it names, or with `link_shown` instead of it.

    Raises jinja2.UndefinedError where `content` lacks what the kind speaks of.
    """
    told = _said(message.content) | {"name": one_line(message.to_name), "address": public_url}
    told |= {"link": link_shown or _address(message, keys, public_url), "lasts": lasting(message.link)}
    told |= {"by_link": message.link is not None}
    subject, _, text = templates().get_template(f"{message.kind}.txt").render(told).partition("\n")
    html = templates().get_template(f"{message.kind}.html").render(told, subject=subject)
    return Letter(one_line(subject), text.strip() + "\n", html)


def one_line(text: str) -> str:
    """A name as a mail may carry it: on one line, not endless, and no address that a mail program would link."""
    line = " ".join(UNWANTED.sub("", text).split()).replace("://", ": //")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def lasting(of: Link | None) -> str:
    """How long a link works, from when it was made: 15 minutes, 12 hours, 7 days; "" where there is none."""
    if of is None:
        return ""
    seconds = of.expires_at - of.made_at
    size, unit = next((each for each in ((DAY, "day"), (HOUR, "hour")) if seconds >= 2 * each[0]), (60, "minute"))
    return _many(max(seconds // size, 1), unit)


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the mail is about, as it may stand in one; `who` asks, and is the company where no person is named."""
    said = {name: one_line(value) if isinstance(value, str) else value for name, value in content.items()}
    if "company" in said:
        by = said["by"] = said.get("by") or said["company"]
        said["who"] = said["company"] if by == said["company"] else f"{by} of {said['company']}"
    return said


def _address(message: Message, keys: Keys, public_url: str) -> str:
    """Where the mail leads: its personal link, else a page of ours."""
    if message.link is None:
        return f"{public_url}{message.content.get('path', '')}"
    path = {"sign_in_link": "sign_in"}.get(message.kind, message.kind) if message.personal else ""
    return link(keys, public_url, message.link.purpose, message.link.row, message.link.salt, path)


@cache
def templates() -> Environment:
    """HTML is escaped, plain text needs no escaping; an unknown name is an error, as on pages (safety 0.9)."""
    env = Environment(
        loader=FileSystemLoader(files("templates") / "mail"),
        autoescape=select_autoescape((), disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals |= {"a_role": _a_role, "DOES": DOES, "many": _many}
    return env


def _a_role(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
