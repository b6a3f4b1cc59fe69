"""The receipt: exactly what somebody submitted, in words, as data for its page and as a PDF to keep."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.reports.documents import PAPERS, Paper
from app.reports.figures import counted, day
from app.reports.impressions import IMPRESSIONS, QUESTION
from app.reports.languages import told
from app.reports.pdf import Pdf, job_for, set_apart
from app.reports.printed_part import ROLES, Printed
from app.reports.receipt_lines import ReceiptLine, receipt_lines
from app.reports.strap import strap
from app.vetting.answers import Answer, Response
from app.vetting.instrument import FormKind, Instrument
from app.vetting.receipt import receipt_hash, short

WHOLE = 600  # characters of an answer and its note that still stay on one page, also where they are wide ones
LINE = 45  # characters that a line break is worth
PROMISE = (
    "This is what was submitted, word for word. If an answer, a note or anything else in it were changed, its receipt "
    "would have another number."
)
POINTS = "Points run from 0 to 4. An answer counts no more than the way it was backed allows."
ORDER = "The answers to choose from stood in an order of their own on the screen, so they are told here in words."
CONSENT = {
    True: "Yes. What was written may be passed on to the recruiter, never with a name.",
    False: "No. What was written is not passed on to the recruiter.",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt says. Empty: `search` where there is none, `impression` and `consent` where not asked."""

    source: FormKind
    title: str  # of the form
    scope: str  # how much was asked
    company: str
    search: str
    recruiter: str
    respondent: str
    submitted_at: int  # seconds UTC
    lines: tuple[ReceiptLine, ...]
    impression: str  # in the words of the form
    summary: str
    consent: str  # whether a reference's words may be passed on
    shuffled: bool
    instrument: str
    hash: str

    @property
    def number(self) -> str:
        """The first digits of the hash, as people read it to each other."""
        return short(self.hash)

    @property
    def submitted(self) -> str:
        return moment(self.submitted_at)

    @property
    def submitted_by(self) -> str:
        """The person and their part in it, once where they are named by it."""
        role = ROLES[self.source]
        named = self.respondent.lower().startswith(role)
        return self.respondent if named else ", ".join(filter(None, (self.respondent, role)))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What must be known to read it."""
        return (PROMISE, *([POINTS] if self.source == "evaluator" else []), *([ORDER] if self.shuffled else []))


def receipt(
    instrument: Instrument,
    source: FormKind,
    length: Literal["full", "short"],
    answers: Mapping[str, Answer],
    *,
    company: str,
    search: str,
    recruiter: str,
    respondent: str,
    submitted_at: int,
    impression: str,
    summary: str,
    consent: bool,
    vetting_id: int,
    shuffled: bool,
) -> Receipt:
    """`impression`: an id of IMPRESSIONS, or empty. `shuffled`: options and sides did not stand in the file's order."""
    version = (instrument.id, instrument.version)
    hash = receipt_hash(*version, source, vetting_id, submitted_at, answers, impression, summary, consent)
    lines = tuple(receipt_lines(instrument, Response(source, respondent, answers, length=length), shuffled))
    form = (instrument.form[source].title, _scope(source, length, len(lines)))
    said = (IMPRESSIONS[impression] if impression else "", summary, _consent(source, consent))
    used = " ".join(version)
    return Receipt(
        source, *form, company, search, recruiter, respondent, submitted_at, lines, *said, shuffled, used, hash
    )


def moment(at: int) -> str:
    """24 November 2026, 14:32:05 UTC."""
    found = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return f"{day(found.date())}, {found:%H:%M:%S} UTC"


def _scope(source: FormKind, length: str, questions: int) -> str:
    asked = counted(questions, "question")
    return f"{'Short' if length == 'short' else 'Full'} form, {asked}" if source == "evaluator" else asked


def _consent(source: FormKind, given: bool) -> str:
    return CONSENT[given] if source in ("candidate", "client") else ""


def receipt_pdf(receipt: Receipt, paper: Paper = "a4") -> Pdf:
    """Blocking: call it in a bounded worker thread. Raises PdfFailed."""
    return set_apart(receipt_job(receipt, paper))


def receipt_job(receipt: Receipt, paper: Paper = "a4") -> bytes:
    """What the typesetting process is given; the file counts as made when the form was submitted."""
    made = datetime.datetime.fromtimestamp(receipt.submitted_at, datetime.UTC)
    return job_for("receipt", printed_receipt(receipt, paper), made)


def printed_receipt(receipt: Receipt, paper: Paper = "a4") -> Printed:
    """The whole receipt for the template, plain strings, numbers and lists only."""
    return {
        "paper": PAPERS[paper],
        "title": "Receipt",
        "company": receipt.company,
        "search": receipt.search,
        "strap": strap(receipt.company, receipt.search, receipt.submitted.partition(",")[0]),
        "demo": "",
        "headline": f"Receipt {receipt.number}",
        "imprint": f"Receipt {receipt.number}.",
        "form": f"{receipt.title}. {receipt.scope}.",
        "facts": [{"label": label, "value": told(value)} for label, value in _facts(receipt)],
        "remarks": list(receipt.remarks),
        "scored": receipt.source == "evaluator",
        "parts": [
            {"name": name, "lines": [_printed_line(line) for line in lines]}
            for name, lines in groupby(receipt.lines, key=lambda line: line.part)
        ],
        "view": _view(receipt),
        "consent": receipt.consent,
        "check": {"instrument": receipt.instrument, "hash": receipt.hash},
    }


def _facts(receipt: Receipt) -> Sequence[tuple[str, str]]:
    """What stands at the top; what is empty is left out."""
    facts = (
        ("Company", receipt.company),
        ("Search", receipt.search),
        ("Recruiter", receipt.recruiter),
        ("Submitted by", receipt.submitted_by),
        ("Submitted at", receipt.submitted),
    )
    return [(label, value) for label, value in facts if value]


def _view(receipt: Receipt) -> Printed | None:
    """The overall impression and why; None for who was not asked."""
    if not (receipt.impression or receipt.summary):
        return None
    return {"question": QUESTION, "words": receipt.impression, "summary": told(receipt.summary)}


def _printed_line(line: ReceiptLine) -> Printed:
    capped = f"{line.capped_from} chosen" if line.capped_from is not None else ""
    return {
        "number": str(line.number),
        "item": line.item if line.part else "",
        "prompt": line.question,
        "choices": line.choices,
        "words": told(line.answer),
        "support": line.support,
        "points": "none" if line.points is None else str(line.points),
        "capped": capped,
        "note": told(line.note) if line.note else None,
        "flagged": line.flagged,
        "whole": _long(line.answer) + _long(line.note) < WHOLE,
    }


def _long(text: str) -> int:
    return len(text) + LINE * len(text.splitlines())
