"""The sentences about one recruiter: what was seen, how sure it is and what to ask next; never a trait."""

from fractions import Fraction

from app.vetting.flags import BY_HAND
from app.vetting.gap import SayDo
from app.vetting.instrument import Instrument, Scoring
from app.vetting.panel import Agreement
from app.vetting.scorecard import Scorecard, reportable
from app.vetting.sentences import listed, signed

MUCH_THE_SAME = 10  # index points between the highest and the lowest dimension
FAR = 40  # index points from the nearest other evaluator: the width of a band
IN_WORDS = 8  # points from which a gap is put in words
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
RANGE_EXPLAINED = (
    "The fewer people answer, the more the range is drawn towards the middle, so it need not centre on the number."
)
BAND_EXPLAINED = "The band is the most probable one, so it can differ from the one the number alone lies in."


def summary(instrument: Instrument, card: Scorecard) -> str:
    """One sentence from the dimensions; one-item dimensions are not told on their own (measurement 1.4, 3)."""
    if card.index is None:
        return "Not scored: nothing that applies was answered."
    scores = {d: score for d in reportable(instrument, card) if (score := card.dimensions[d]) is not None}
    if len(scores) < 2:
        return "Too few questions were asked to tell the dimensions apart."
    high, low = max(scores, key=lambda d: scores[d]), min(scores, key=lambda d: scores[d])
    if scores[high] - scores[low] < MUCH_THE_SAME:
        return "Much the same on every dimension that was scored."
    best, least = (_told(instrument, d, scores[d]) for d in (high, low))
    return f"Highest on {best}; we would ask more about {least}."


def totals_sentence(agreement: Agreement | None, evaluators: int) -> str:
    """Said before any statistic (measurement 4.5)."""
    if agreement is None or len(agreement.totals) < 2:
        return "One evaluator." if evaluators == 1 else ""
    totals = sorted(total for _, total in agreement.totals)
    return f"Your {count(len(totals))} evaluators’ totals were {listed(signed(total) for total in totals)}."


def agreement_words(agreement: Agreement) -> str:
    """The average deviation in answer points, acceptable up to 0.8 (measurement 4.5)."""
    apart = f"A typical answer lies {float(agreement.ad):.1f} points from the evaluators’ mean"
    return f"{apart}." if agreement.acceptable else f"{apart}, more than 0.8: talk this one over."


def talk_over(agreement: Agreement) -> str:
    """Names the evaluator whose total lies a band's width or more from every other; empty if nobody's does."""
    for who, total in agreement.totals:
        others = [other for name, other in agreement.totals if name != who]
        if len(others) > 1 and min(abs(total - other) for other in others) >= FAR:
            return f"Talk this one over: {who} is far {'lower' if total < min(others) else 'higher'}."
    return ""


def gap_words(gap: Fraction | float) -> str:
    """Self minus others, in the words of a table cell."""
    points = round(gap)
    if abs(points) < IN_WORDS:
        return "Says what is shown"
    return f"Says {points} more than shown" if points > 0 else f"Shows {-points} more than said"


def gap_sentence(gap: SayDo, rule: Scoring) -> str:
    """The typical gap is always named beside it (measurement 4.10)."""
    facets = f"{gap.facets_matched} matched question{'' if gap.facets_matched == 1 else 's'}"
    typical = f"A gap of about {signed(rule.typical_gap)} is usual"
    return f"{gap_words(gap.gap)} on {facets}. {typical}{'; this one is worth talking over' if gap.tell else ''}."


def status_sentence(instrument: Instrument, card: Scorecard) -> str:
    """Why a score is provisional, or that there is none; empty for a final one (measurement 4.2)."""
    if card.status == "none":
        return "There is no score: nothing that applies was answered."
    rule, reasons = instrument.scoring, []
    scored = sum(score is not None for score in card.dimensions.values())
    if scored < rule.overall_min_dimensions:
        reasons.append(f"{count(scored)} of {count(len(card.dimensions))} dimensions are scored")
    if card.coverage is None:
        reasons.append("no evaluator has answered")
    elif card.coverage < rule.overall_min_coverage:
        reasons.append(f"the evaluators answered {round(card.coverage * 100)}% of what applies")
    return f"Provisional: {listed(reasons)}." if card.status == "provisional" else ""


def flag_text(instrument: Instrument, flag: str) -> str:
    """The instrument's words; one raised by hand is explained by the evaluator's own note."""
    return "An evaluator raised a flag here." if flag == BY_HAND else instrument.flag[flag].text


def count(number: int) -> str:
    """Small counts in words."""
    return COUNTS[number] if number < len(COUNTS) else str(number)


def _told(instrument: Instrument, dimension: str, score: Fraction) -> str:
    name = _dimension(instrument, dimension)
    return f"{name[:1].lower()}{name[1:]} ({signed(score)})"


def _dimension(instrument: Instrument, id: str) -> str:
    return instrument.dimension[id].name
