"""Numbers and moments in the product's words: signed indices with a true minus, days, lists of names."""

import re
from datetime import UTC, datetime
from fractions import Fraction
from urllib.parse import unquote

from app.actions.decide_flag import OUTCOMES
from app.reports import clean as printed
from app.reports.figures import counted as count
from app.reports.figures import percent, span
from app.reports.figures import tenth as signed_tenth
from app.reports.impressions import APART, IMPRESSIONS, QUESTION, REASON
from app.vetting.answers import points
from app.vetting.card_sentences import count as spelled
from app.vetting.drafts import lacking
from app.vetting.sentences import signed
from app.vetting.wording import in_words as answered
from app.vetting.wording import number_in_words as plain

__all__ = [
    "APART",
    "IMPRESSIONS",
    "MAILS",
    "MENU",
    "OUTCOMES",
    "QUESTION",
    "REASON",
    "answered",
    "count",
    "lacking",
    "percent",
    "plain",
    "points",
    "signed",
    "signed_tenth",
    "span",
]  # what the templates call by these names

OWNERS, MANAGING, EVERYBODY = ("owner",), ("owner", "manager"), ("owner", "manager", "evaluator", "viewer")
MENU = (  # a page of the company, its address, and who may open it
    ("Your account", "/account", EVERYBODY),
    ("Members", "/members", OWNERS),
    ("Mail", "/mail", MANAGING),
    ("Audit trail", "/audit", OWNERS),
    ("Company", "/company", OWNERS),
)

MAILS = {  # the kinds of mail, as a list names them
    "member_invitation": "Invitation to join",
    "sign_in_link": "Sign-in link",
    "reset": "Link to a new password",
    "invitation": "Invitation to answer",
    "reminder": "Reminder to answer",
    "receipt": "Receipt",
    "evaluator_chosen": "Asked to evaluate",
    "reopened": "Form reopened",
    "found": "What was found about a recruiter",
}

UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")

# Letters, signs and marks that Unicode calls printable and every font leaves blank.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")

SUPPORT = {"general": "said it", "specific": "a real case", "shown": "shown"}

Number = Fraction | float | int


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and direction overrides; lines end in \\n."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def visible(text: str) -> bool:
    """Whether anything of a text can be seen, so that it can be a name or a link."""
    return printed.visible(BLANK.sub("", text))


def unquoted(text: str) -> str:
    return unquote(text, errors="ignore")


def in_words(number: int) -> str:
    """One to twelve in words, capitalised; digits above."""
    return spelled(number).capitalize()


def day(at: int) -> str:
    """3 November 2026, where the server stands."""
    moment = datetime.fromtimestamp(at, UTC).astimezone()
    return f"{moment.day} {moment:%B %Y}"


def over(ends_at: int, now: int) -> str:
    """Of a link that lets nobody in: since when, or that it was made while the clock was ahead, and is not good yet."""
    return f"ended on {day(ends_at)}" if now >= ends_at else "does not work now"


def expired(at: int) -> str:
    """What is said wherever a score stands, or would, that is too old to be compared."""
    return f"Expired on {day(at)}"


def kilobytes(size: int) -> str:
    """120 kB, and never 0."""
    return f"{max(round(size / 1000), 1):,} kB"


def clock(at: int) -> str:
    """14:32, where the server stands."""
    return f"{datetime.fromtimestamp(at, UTC).astimezone():%H:%M}"


def moment(at: int) -> str:
    """2026-11-03T14:32:00Z, for programs."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def monogram(name: str) -> str:
    """The initials shown beside a name: at most two."""
    parts = [part for part in re.split(r"[\s&]+", name) if part]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def a_role(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
