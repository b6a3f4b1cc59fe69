"""What would move a recruiter up a band, in the words of the questionnaire: for development, never as a deal."""

from dataclasses import dataclass

from app.reports.figures import clipped
from app.vetting.instrument import Instrument
from app.vetting.next_steps import aim, next_band
from app.vetting.scorecard import Scorecard

MOST = 3  # measurement 4.9
HABIT = 3  # points: what to aim at is a habit, also where less would reach the next band
LONGEST_QUESTION = 120


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where one answer would have to go, and the question it answers."""

    item: str
    aim: str
    question: str


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Read from one evaluator's form, the middle one; `more` are the steps not shown."""

    whose: str
    of: int  # evaluators
    lines: tuple[NextStep, ...]
    more: int


def next_steps(used: Instrument, card: Scorecard) -> NextSteps | None:
    """None without an evaluator's score (measurement 4.9)."""
    scored = [
        (form.index, n) for n, form in enumerate(card.forms) if form.source == "evaluator" and form.index is not None
    ]
    if not scored:
        return None
    form = card.forms[sorted(scored)[(len(scored) - 1) // 2][1]]
    found = next_band(used, form, card.weights)
    if found is None:
        return NextSteps(form.respondent, len(scored), (), 0)
    lines = []
    for step in found.steps[:MOST]:
        item = used.item[step.item]
        question, _ = clipped(item.spoken or item.prompt, LONGEST_QUESTION)
        lines.append(NextStep(item.id, aim(used, item, max(HABIT, step.points)), question))
    return NextSteps(form.respondent, len(scored), tuple(lines), max(0, len(found.steps) - MOST))
