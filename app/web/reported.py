"""What of a search may leave in a report: the same for every format, and for one recruiter alone."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Connection

from app.reports.comparison import ComparisonReport, document
from app.reports.documents import Kind, Paper
from app.reports.pdf import comparison_pdf
from app.reports.recorded import recorded
from app.reports.replies import Proof, Reply
from app.reports.scorecard import Vetting, View
from app.reports.writing import Sheets, write_apart
from app.store.remarks import Remark, shown_replies
from app.store.remarks import Reply as Remarks
from app.web import words
from app.web.evidence import flags
from app.web.scored import Entrant, Scored

NOTHING = "There is nothing to report yet. Submit the form of at least one recruiter first."
EXPIRED = (
    "Every score of this search has expired: they are older than twelve months, so they leave in no report. A score is "
    "renewed in the 30 days before, on the overview. For these it is too late: open a new search to vet the recruiters "
    "again. The scorecards still show the numbers."
)


def printed_as(kind: Kind, paper: Paper = "a4") -> Callable[[ComparisonReport], bytes]:
    """How a report becomes a PDF of this kind. Blocking, and raises PdfFailed."""
    return partial(_printed, kind, paper)


def written_as(sheets: Sheets) -> Callable[[ComparisonReport], bytes]:
    """How a report becomes a workbook or CSV. Blocking, and raises Failed."""
    return partial(_written, sheets)


def _printed(kind: Kind, paper: Paper, report: ComparisonReport) -> bytes:
    return comparison_pdf(report, kind, paper).content


def _written(sheets: Sheets, report: ComparisonReport) -> bytes:
    return write_apart(sheets, recorded(report))


def code_of(report: ComparisonReport) -> str:
    """The verification code that every file of this report has."""
    return recorded(report).verification.code


def day_of(at: int) -> datetime.date:
    """The day here."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).astimezone().date()


def reported(db: Connection, scored: Scored, today: datetime.date) -> ComparisonReport:
    """Everything of a search, or of one vetting alone, that the member it was scored for may have."""
    shown = [entrant for entrant in scored.entrants if not _is_left_out(entrant)]
    replies = shown_replies(db, [entrant.vetting for entrant in shown])
    return document(
        company=scored.search.company,
        search=scored.search.title,
        date=today,
        demo=scored.search.demo,
        instrument=scored.instrument,
        comparison=scored.comparison,
        vettings=[_vetting(scored, entrant, replies.get(entrant.vetting.id, Remarks())) for entrant in shown],
        left_out=left_out(scored, "the form of whoever made this report"),
        weights_name=scored.search.weights_name,
        constants=scored.constants,
        answered_until=_newest(scored),
    )


def left_out(scored: Scored, own: str = "your own form") -> str:
    """How many are not in the report, never who; nothing where all are. `own`: the member's form, to its reader."""
    old = sum(entrant.vetting.expired_at is not None for entrant in scored.entrants)
    hidden = sum(_is_left_out(entrant) for entrant in scored.entrants) - old
    asked = any(entrant.asked for entrant in scored.entrants if entrant.hidden)
    waited_for = f"{own} is in" if asked else "the evaluators’ forms are in"
    told = ((hidden, f"hidden until {waited_for}"), (old, "the score has expired"))
    return " ".join(f"{words.count(n, 'recruiter is', 'recruiters are')} left out: {why}." for n, why in told if n)


def why_empty(scored: Scored) -> str:
    """Why a search without a single score to report has none, and what to do about it."""
    if scored.entrants and all(entrant.vetting.expired_at is not None for entrant in scored.entrants):
        return EXPIRED
    return NOTHING


def _is_left_out(entrant: Entrant) -> bool:
    """What is hidden from a member, and a score that has expired, leave in no report."""
    return entrant.hidden or entrant.vetting.expired_at is not None


def _newest(scored: Scored) -> int | None:
    """When the newest form that is in the report was submitted."""
    return max((form.submitted_at for one in scored.entrants for form in one.forms if form.submitted_at), default=None)


def _vetting(scored: Scored, entrant: Entrant, replied: Remarks) -> Vetting:
    return Vetting(
        entrant.key,
        entrant.vetting.name,
        entrant.vetting.firm,
        entrant.responses,
        looked_at=_looked_at(scored, entrant),
        log=entrant.log,
        views=tuple(_views(entrant)),
        replies=tuple(_reply(about, remark) for about, remark in replied.about.items()),
        proofs=tuple(Proof(proof.name, day_of(proof.made_at)) for proof in replied.proofs),
    )


def _reply(about: str, remark: Remark) -> Reply:
    earlier = tuple((day_of(at), text) for at, text in remark.earlier)
    return Reply(about, remark.text, day_of(remark.made_at), earlier)


def _looked_at(scored: Scored, entrant: Entrant) -> dict[str, str]:
    """Flag → what was decided and why, by whom and when."""
    card = scored.comparison.cards.get(entrant.key)
    found = flags(scored.instrument, card, entrant.responses, entrant.decided(card)) if card else []
    return {
        flag.id: f"{flag.standing} {flag.decided.why} {words.day(flag.decided.made_at)}."
        for flag in found
        if flag.decided
    }


def _views(entrant: Entrant) -> Iterator[View]:
    for form in entrant.forms:
        if form.source == "evaluator" and form.impression:
            yield View(form.respondent, words.IMPRESSIONS[form.impression], form.summary)
