"""The interview guide: every question of the call as it is asked, as data and as a PDF to be filled in by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.reports.documents import PAPERS, Paper
from app.reports.guide_questions import GuideQuestion, GuideSection, guide_sections
from app.reports.impressions import APART, IMPRESSIONS, QUESTION, REASON
from app.reports.languages import told
from app.reports.pdf import Pdf, job_for, set_apart
from app.reports.printed_part import Printed
from app.reports.strap import strap
from app.vetting.card_sentences import count
from app.vetting.instrument import Instrument

Length = Literal["full", "short"]
BEST = 4  # points; what counts that many at most is not limited
FORMS = {"full": "Full form", "short": "Short form"}
FLAG = "raises a flag for somebody to look at"


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole guide. What is empty of `recruiter`, `firm`, `search` and `company` is written in by hand."""

    title: str
    intro: str
    length: Length
    minutes: int
    recruiter: str
    firm: str
    search: str
    company: str
    rules: tuple[str, ...]
    scale: tuple[str, ...]  # what 0 to 4 points mean in every question
    sections: tuple[GuideSection, ...]
    support: tuple[str, ...]  # how an answer was backed, in the instrument's words
    no_number_points: int
    impressions: tuple[str, ...]
    instrument: str


def guide(
    instrument: Instrument,
    length: Length,
    *,
    recruiter: str = "",
    firm: str = "",
    search: str = "",
    company: str = "",
) -> Guide:
    """The evaluator's form for one call, blank. `length="short"`: the 15-minute form."""
    form = instrument.form["evaluator"]
    minutes = instrument.short_form.minutes if length == "short" else form.minutes
    return Guide(
        title=form.title,
        intro=form.intro,
        length=length,
        minutes=minutes,
        recruiter=recruiter,
        firm=firm,
        search=search,
        company=company,
        rules=tuple(_rules(instrument)),
        scale=instrument.anchor_ladder,
        sections=tuple(guide_sections(instrument, length, minutes)),
        support=tuple(level.label for level in instrument.support_levels),
        no_number_points=instrument.scoring.no_number_points,
        impressions=tuple(IMPRESSIONS.values()),
        instrument=f"{instrument.id} {instrument.version}",
    )


def _rules(instrument: Instrument) -> Iterator[str]:
    """What the intro leaves open about the sheet itself."""
    yield (
        "Say aloud what stands in quotation marks, word for word. The rest of a question is for you: something to ask "
        "for, to look at or to write down."
    )
    yield (
        "Tick one line. “Not asked” is for a question you did not come to. It lowers the coverage and is never taken "
        "for a bad answer."
    )
    yield "“Does not apply” is offered only where it can be true. Write the reason into the notes."
    for level in instrument.support_levels:
        if level.cap < BEST:
            yield f"Tick how you know. “{level.label}” counts {level.cap} points at most; the others count in full."
    yield "A red flag never changes the score. It asks somebody to look, so write down why you raise it."
    yield (
        "Keep these sheets to yourself until every evaluator has sent their form. Type yours in on the same day: the "
        "page with all questions has the same numbers, and a tick that says so."
    )


def guide_pdf(guide: Guide, paper: Paper = "a4") -> Pdf:
    """Blocking: call it in a bounded worker thread. Raises PdfFailed. The same guide is the same bytes on any day."""
    return set_apart(guide_job(guide, paper))


def guide_job(guide: Guide, paper: Paper = "a4") -> bytes:
    """What the typesetting process is given."""
    return job_for("guide", printed_guide(guide, paper), None)


def printed_guide(guide: Guide, paper: Paper = "a4") -> Printed:
    """The whole guide for the template, plain strings, numbers and lists only."""
    return {
        "paper": PAPERS[paper],
        "title": "Interview guide",
        "company": guide.company,
        "search": guide.search,
        "strap": strap(guide.company, guide.search) or FORMS[guide.length],
        "demo": "",
        "headline": guide.title,
        "imprint": f"{guide.instrument}, {FORMS[guide.length].lower()}",
        "dated": False,
        "scope": _scope(guide),
        "recruiter": told(", ".join(filter(None, (guide.recruiter, guide.firm)))),
        "purpose": told(", ".join(filter(None, (guide.search, guide.company))) if guide.search else ""),
        "intro": guide.intro,
        "rules": list(guide.rules),
        "scale": list(guide.scale),
        "sections": [_printed_section(section) for section in guide.sections],
        "support": list(guide.support),
        "no_number": f"counts {guide.no_number_points}",
        "flag": FLAG,
        "view": {"question": QUESTION, "apart": APART, "reason": REASON, "choices": list(guide.impressions)},
    }


def _scope(guide: Guide) -> str:
    questions = sum(len(section.questions) for section in guide.sections)
    return (
        f"{FORMS[guide.length]}: {questions} questions in {count(len(guide.sections))} parts, "
        f"about {guide.minutes} minutes."
    )


def _printed_section(section: GuideSection) -> Printed:
    first, last = section.questions[0].number, section.questions[-1].number
    return {
        "name": section.name,
        "line": section.one_line,
        "numbers": str(first) if first == last else f"{first} to {last}",
        "minute": str(section.by_minute),
        "questions": [_printed_question(question) for question in section.questions],
    }


def _printed_question(question: GuideQuestion) -> Printed:
    """`ask`: what is read first, in quotation marks where it is said aloud; `then`: what the evaluator does."""
    return {
        "number": str(question.number),
        "item": question.item,
        "ask": f"“{question.spoken}”" if question.spoken else question.instruction,
        "then": question.instruction if question.spoken else "",
        "probe": question.probe,
        "silent": question.probe.startswith("("),  # a remark for the evaluator, nothing to ask
        "choices": question.choices,
        "ladder": [{"points": o.points, "text": o.text, "flag": o.flag} for o in question.ladder],
        "parts": list(question.parts),
        "unit": question.unit,
        "support": question.support,
        "na_when": question.na_when,
    }
