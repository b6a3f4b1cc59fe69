"""How far the evaluators of one recruiter agree, in sentences: their totals first, then what each of them changes."""

from dataclasses import dataclass

from app.vetting.card_sentences import agreement_words, talk_over, totals_sentence
from app.vetting.instrument import Instrument
from app.vetting.panel import Agreement, agreement, leave_one_out
from app.vetting.scorecard import Scorecard
from app.web import words

NEAR = 20  # index points between the lowest and the highest total: half a band


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is said about several evaluators; `without` has a line for each of them."""

    heading: str
    totals: str
    apart: str
    without: tuple[str, ...]


def agreed(used: Instrument, card: Scorecard) -> Agreed | None:
    """None unless two evaluators answered the same question (measurement 4.5)."""
    found = agreement(card.forms)
    if found is None or card.index is None:
        return None
    return Agreed(
        heading=_heading(found),
        totals=f"{totals_sentence(found, len(found.totals))} {talk_over(found)}".strip(),
        apart=agreement_words(found),
        without=tuple(
            f"Without {who}: {words.signed(left.index)} instead of {words.signed(card.index)}."
            for who, left in leave_one_out(used, card).items()
            if left.index is not None
        ),
    )


def _heading(found: Agreement) -> str:
    """Answers can lie close together and their totals far apart: a heading says no more than both bear out."""
    totals = [total for _, total in found.totals]
    apart = max(totals) - min(totals) if totals else 0
    if not found.acceptable:
        return "Your evaluators disagree"
    if round(apart) < NEAR:
        return "Your evaluators agree"
    return f"Your evaluators’ answers are close, their totals {words.count(round(apart), 'point')} apart"


def in_a_word(card: Scorecard) -> tuple[str, str]:
    """The average deviation in answer points, and what to do about it; for a cell of the comparison."""
    found = agreement(card.forms)
    if found is None:
        return "", "One evaluator" if card.respondents.get("evaluator") == 1 else "No two to compare"
    told = "Close agreement" if found.acceptable else talk_over(found) or "Talk this one over"
    return f"{float(found.ad):.1f}", told.rstrip(".")
