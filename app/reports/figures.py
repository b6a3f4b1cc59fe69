"""Numbers, days and counts as they are printed: a true minus, no false precision, nothing missing shown as 0."""

import datetime
from collections.abc import Sequence
from fractions import Fraction

from app.reports.charts import Number
from app.vetting.card_sentences import count
from app.vetting.sentences import signed


def span(low: Number, high: Number) -> str:
    """A range of scores: +25 to +63."""
    return f"{signed(low)} to {signed(high)}"


def tenth(value: Number) -> str:
    """Points with one decimal and their sign: +3.1, −0.4, 0.0."""
    rounded = round(Fraction(value), 1)
    return f"{float(rounded):+.1f}".replace("-", "−") if rounded else "0.0"


def adding_up(values: Sequence[Fraction], total: Fraction) -> list[Fraction]:
    """The values in tenths, rounded so that they add up to the total in tenths: those nearest to the next one move."""
    rounded = [round(value, 1) for value in values]
    missing = round((round(total, 1) - sum(rounded)) * 10)
    step = Fraction(1 if missing > 0 else -1, 10)
    nearest = sorted(range(len(values)), key=lambda i: (rounded[i] - values[i]) * step)
    for i in nearest[: abs(missing)]:
        rounded[i] += step
    return rounded


def percent(share: Number) -> str:
    """A share of 1: 77%, 14.3% is 14%; what is not nothing is never 0%, what is not all is never 100%."""
    if 0 < share < Fraction(1, 100):
        return "<1%"
    if Fraction(99, 100) < share < 1:
        return ">99%"
    return f"{round(share * 100)}%"


def percents(shares: Sequence[Number]) -> list[str]:
    """Shares of one whole beside each other, rounded so that they add up to 100%: the largest remainders move up."""
    told = [percent(share) for share in shares]
    if any(text[0] in "<>" for text in told) or round(sum(shares) * 100) != 100:
        return told
    whole = [int(share * 100) for share in shares]
    most = sorted(range(len(shares)), key=lambda i: whole[i] - shares[i] * 100)
    for i in most[: 100 - sum(whole)]:
        whole[i] += 1
    return [f"{points}%" for points in whole]


def day(date: datetime.date) -> str:
    """5 December 2026."""
    return f"{date.day} {date:%B %Y}"


def counted(n: int, one: str, many: str = "") -> str:
    """3 evaluators, 1 evaluator."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def spelled(n: int, one: str, many: str = "") -> str:
    """The same at the head of a sentence: Three evaluators."""
    return f"{count(n).capitalize()} {one if n == 1 else many or one + 's'}"


def clipped(text: str, length: int) -> tuple[str, bool]:
    """The text up to the last word that fits in `length` characters, and whether anything was left out."""
    if len(text) <= length:
        return text, False
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …", True
