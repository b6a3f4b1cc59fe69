"""A report made again from its record: from the forms, the log and the words in it, and from none of its findings."""

import datetime

from app.reports.comparison import ComparisonReport, document
from app.reports.comparison import Decision as Decided
from app.reports.record import Decision, Record, Recruiter, Reply
from app.reports.replies import Proof as Attached
from app.reports.replies import Reply as Replied
from app.reports.scorecard import Vetting
from app.reports.scorecard import View as Viewed
from app.vetting.comparison import Entrant, compare
from app.vetting.exchange import read_panel
from app.vetting.instrument import Instrument
from app.vetting.workspace import workspace


def remade(instrument: Instrument, record: Record) -> ComparisonReport:
    """Raises PanelMistakes where the forms in it cannot be scored."""
    panel = read_panel(record.plain(), instrument)
    answered = {id: entrant for id, entrant in panel.recruiters.items() if entrant.responses}
    known = panel.constants or workspace(instrument, ())
    return document(
        company=record.company,
        search=record.search,
        date=_day(record.verification.made_on),
        demo=record.demo,
        instrument=instrument,
        comparison=compare(instrument, answered, panel.weights, known.sigma2),
        vettings=[_vetting(one, panel.recruiters[one.id]) for one in record.recruiters],
        decision=_decision(record.decision) if record.decision else None,
        weights_name=record.method.weights_name,
        constants=known,
        left_out=record.left_out,
        answered_until=record.answered_until,
    )


def _vetting(recruiter: Recruiter, entrant: Entrant) -> Vetting:
    return Vetting(
        id=recruiter.id,
        name=recruiter.name,
        firm=recruiter.firm,
        responses=tuple(entrant.responses),
        names={(form["source"], form["respondent"]): form["name"] for form in recruiter.forms},
        log=entrant.log,
        replies=tuple(_reply(one) for one in recruiter.replies),
        proofs=tuple(Attached(one.name, _day(one.on)) for one in recruiter.proofs),
        looked_at=recruiter.looked_at,
        views=tuple(Viewed(view.who, view.impression, view.summary) for view in recruiter.views),
    )


def _decision(decision: Decision) -> Decided:
    return Decided(decision.choice, decision.reasons, decision.by, _day(decision.on), decision.conditions)


def _reply(reply: Reply) -> Replied:
    earlier = tuple((_day(one.on), one.text) for one in reply.earlier)
    return Replied(reply.about, reply.text, _day(reply.on), earlier)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
