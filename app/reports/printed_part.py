"""One recruiter's part as it is printed: the scorecard, then every answer and note."""

from collections.abc import Iterator
from fractions import Fraction

from app.reports.answers import AnswerLine, FormAnswers
from app.reports.charts import axis, contrib, display_list, tone, who
from app.reports.clean import clean, visible
from app.reports.figures import counted, percent, span, tenth
from app.reports.findings import ONE_QUESTION, FlagLine
from app.reports.languages import told
from app.reports.printed_replies import Printed as Printed
from app.reports.printed_replies import answer_to, replies
from app.reports.scorecard import DimensionLine, Likely, RecruiterPart, Standing, marks
from app.vetting.card_sentences import RANGE_EXPLAINED
from app.vetting.instrument import FormKind
from app.vetting.log import LogMetrics
from app.vetting.sentences import signed

PLACES = ("1st", "2nd", "3rd", "4th", "5th")
NO_NAME = "(no name)"
ROLES: dict[FormKind, str] = {
    "evaluator": "evaluator",
    "candidate": "candidate reference",
    "client": "client reference",
    "self": "own form",
}


def part(recruiter: RecruiterPart) -> Printed:
    """Everything about one recruiter; without a score only who answered and what they said."""
    return named(recruiter) | {
        "why": recruiter.sentence,
        "score": _score(recruiter, recruiter.index, recruiter.likely) if recruiter.likely else None,
        "facts": list(_facts(recruiter)),
        **replies(recruiter),
        "flags": [_flag(flag, answer_to(recruiter, flag)) for flag in recruiter.flags],
        "agreement": list(recruiter.agreement),
        "gap": [recruiter.gap_sentence] if recruiter.gap_sentence else [],
        "views": [
            {"who": told(view.who), "impression": view.impression, "summary": told(view.summary)}
            for view in recruiter.views
        ],
        "finishes": list(_finishes(recruiter.standing)) if recruiter.standing else [],
        "missing": [*recruiter.missing],
        "records": list(_records(recruiter.records)) if recruiter.records else [],
        "forms": [_form(form) for form in recruiter.forms],
    }


def answered(recruiter: RecruiterPart) -> bool:
    """Whether there is anything to say beyond page 1."""
    return bool(recruiter.forms or recruiter.records)


def named(recruiter: RecruiterPart) -> Printed:
    """How a recruiter is called; a heading cannot be empty. Without an id they have no part of their own."""
    name = recruiter.name if visible(clean(recruiter.name)) else NO_NAME
    return {"id": recruiter.id if answered(recruiter) else "", "name": told(name), "firm": told(recruiter.firm)}


def doubts(recruiter: RecruiterPart) -> list[str]:
    """What must be said beside a score that rests on little (measurement 4.2, 4.6)."""
    return [
        *(["borderline"] if recruiter.likely and recruiter.likely.borderline else []),
        *(["provisional"] if recruiter.status == "provisional" else []),
        *(["short form"] if recruiter.short else []),
        *(["one evaluator"] if recruiter.answered_by.get("evaluator") == 1 else []),
    ]


def picture(recruiter: RecruiterPart, likely: Likely) -> str:
    """The chart of a recruiter in a sentence."""
    said = f" Says {signed(recruiter.said)} of themselves." if recruiter.said is not None else ""
    return f"{signed(recruiter.index or 0)}, likely {span(likely.low, likely.high)}.{said}"


def _score(recruiter: RecruiterPart, index: Fraction | None, likely: Likely) -> Printed:
    index = index or Fraction(0)
    largest = max((abs(line.points) for line in recruiter.dimensions), default=Fraction(0))
    return {
        "sentence": likely.sentence,
        "band": f"Borderline: {likely.band} or {likely.borderline}" if likely.borderline else likely.band,
        "index": signed(index),
        "range": span(likely.low, likely.high),
        "explained": RANGE_EXPLAINED,
        "status": recruiter.status_sentence,
        "marks": [mark for mark in doubts(recruiter) if mark != "borderline"],
        "chart": display_list(axis(index, likely.low, likely.high, recruiter.said, likely.shade)),
        "alt": picture(recruiter, likely),
        "evaluators": list(dict.fromkeys(_evaluators(recruiter))),
        "dimensions": [_dimension(line, largest) for line in recruiter.dimensions],
        "sum": tenth(index),
        "exact": str(index).replace("-", "−"),
    }


def _evaluators(recruiter: RecruiterPart) -> Iterator[str]:
    for form in recruiter.forms:
        if form.kind == "evaluator":
            yield from (f"{mark} {name}" for mark, name in zip(marks(form.respondents), form.respondents, strict=True))


def _dimension(line: DimensionLine, largest: Fraction) -> Printed:
    if line.score is None:
        return {"name": line.name, "missing": "Too few answers, left out of the index", "points": ""}
    if not line.alone:
        return {"name": line.name, "missing": ONE_QUESTION, "points": tenth(line.tenths)}
    marks = who(line.low, line.high, line.evaluators, line.reported, line.said, tone(line.score))
    return {
        "name": line.name,
        "weight": percent(line.share),
        "who": display_list(marks),
        "alt": _who_says_what(line),
        "score": signed(line.score),
        "range": span(line.low, line.high),
        "bar": display_list(contrib(line.points, largest)),
        "points": tenth(line.tenths),
    }


def _who_says_what(line: DimensionLine) -> str:
    said = [f"{mark} {signed(score)}" for mark, score in line.evaluators]
    said += [f"references and records {signed(line.reported)}"] if line.reported is not None else []
    said += [f"own claim {signed(line.said)}"] if line.said is not None else []
    return f"{line.name}: {', '.join(said)}"


def _facts(recruiter: RecruiterPart) -> Iterator[Printed]:
    answered = [counted(len(f.respondents), ROLES[f.kind]) for f in recruiter.forms]
    log = (
        [counted(recruiter.records.n, "candidate in their log", "candidates in their log")] if recruiter.records else []
    )
    yield {"label": "Who answered", "value": [*answered, *log] or ["Nobody yet"]}
    if recruiter.coverage is not None:
        yield {"label": "Coverage", "value": [percent(recruiter.coverage), "of what evaluators could ask"]}
    if recruiter.bounds:
        yield {"label": "If the blanks were filled", "value": [span(*recruiter.bounds), "worst to best case"]}
    if recruiter.gap is not None:
        yield {"label": "Says, against shown", "value": [signed(recruiter.gap), "points on matched questions"]}


def _finishes(standing: Standing) -> Iterator[str]:
    """As the comparison shows it: the first five places, under weightings around the chosen one."""
    told = zip(PLACES, standing.finishes, strict=False)
    yield f"{', '.join(f'{place} {percent(share)}' for place, share in told)} of 4,000 weightings around yours."
    yield f"The chance of being truly the best of these is {percent(standing.p_best)}."


def _flag(flag: FlagLine, reply: Printed | None) -> Printed:
    return {
        "level": "Red flag" if flag.serious else "Note",
        "serious": flag.serious,
        "text": flag.text,
        "by": "; ".join(who + (f" at {item}" if item else "") for who, item in flag.causes),
        "looked_at": told(flag.looked_at) if flag.looked_at else None,
        "reply": reply,
    }


def _records(log: LogMetrics) -> Iterator[str]:
    yield f"{counted(log.n, 'candidate')} in the log, {log.still_open or 'none'} still open."
    for count, said in ((log.seven_day, "never waited over seven days"), (log.loop, "were told how it ended")):
        if count.share is not None:
            yield f"{count.k} of {count.n} {said} ({percent(count.share)})."
    if log.promises.share is not None:
        yield f"{log.promises.k} of {log.promises.n} promised dates were met or moved in time."
    if (silence := log.longest_silence.median) is not None:
        yield f"Half had a longest silence of {counted(silence, 'day')} or less."


def _form(form: FormAnswers) -> Printed:
    return {
        "title": form.title,
        "who": ", ".join(form.respondents),
        "several": len(form.respondents) > 1,
        "backed": any(answer.support for q in form.questions for answer in q.answers),
        "counts": "" if form.counts else "These count nothing in the index.",
        "questions": [
            {
                "item": q.item,
                "prompt": q.prompt,
                "choices": q.choices,
                "answers": [_answer(answer) for answer in q.answers],
            }
            for q in form.questions
        ],
    }


def _answer(answer: AnswerLine) -> Printed:
    capped = f"{answer.capped_from} chosen" if answer.capped_from is not None else ""
    return {
        "who": told(answer.who),
        "words": told(answer.words),
        "support": answer.support,
        "points": "none" if answer.points is None else str(answer.points),
        "capped": capped,
        "note": told(answer.note) if answer.note else None,
        "flagged": answer.flagged,
    }
