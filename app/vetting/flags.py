"""What a named person must look at and answer. A flag never changes a score (measurement 2.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.vetting import quality
from app.vetting.answers import Answer, Response
from app.vetting.forms import FormScore
from app.vetting.gap import SayDo
from app.vetting.instrument import Instrument, Item, Source
from app.vetting.log import Log, LogMetrics, metrics
from app.vetting.proportions import Count, newcombe

BY_HAND = "raised"  # not in the instrument: an evaluator raised it, with a note of their own
_NOTES = {quality.CONTRADICTIONS: "F_CONTRA", quality.MANY_NA: "F_NA"}


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """`item` is None where the whole form raised it."""

    flag: str
    source: Source
    respondent: str
    item: str | None


def raised(
    instrument: Instrument,
    responses: Sequence[Response],
    forms: Sequence[FormScore],
    gap: SayDo | None,
    log: Log | None,
) -> tuple[RaisedFlag, ...]:
    """Every flag of one vetting, each once; those the instrument does not know are left out."""
    found: list[RaisedFlag] = []
    for response, form in zip(responses, forms, strict=True):
        found += _by_answers(instrument, response)
        found += _by_notes(instrument, response, form)
        if response.source == "self":
            found += _by_others(instrument, response, gap, log)
    known = {*instrument.flag, BY_HAND}
    return tuple(dict.fromkeys(flag for flag in found if flag.flag in known))


def is_serious(instrument: Instrument, flag: str) -> bool:
    """Whether a search cannot be decided before somebody has written about it (measurement 2.4)."""
    return flag == BY_HAND or instrument.flag[flag].level == "serious"


def claims_beyond(instrument: Instrument, response: Response, log: LogMetrics) -> list[str]:
    """Self-report items whose number the log does not bear out; small logs say nothing (measurement 2.4).

    A count of ten is beyond the log if the 90% interval of its difference from the log's share lies above 0; a longest
    silence, if more than half of the candidates in the log waited longer than it.
    """
    constants = instrument.scoring.sources.get("log")
    if constants is None or log.n < constants.min_n:
        return []
    shares = {"clo.share_told": log.loop, "rel.kept": log.promises}
    counted = {f: count for f, count in shares.items() if count.n >= constants.min_n}
    numbers = {i: a.number for i, a in response.answers.items() if a.status == "answered" and a.number is not None}
    return [i for i, number in sorted(numbers.items()) if _beyond(instrument.item[i], number, counted, log)]


def _beyond(item: Item, number: Fraction, counted: Mapping[str, Count], log: LogMetrics) -> bool:
    if item.facet in counted:
        return newcombe(Count(int(number), 10), counted[item.facet]).low > 0
    median = log.longest_silence.median
    return item.facet == "rhy.weekly" and median is not None and number < median


def _by_answers(instrument: Instrument, response: Response) -> Iterator[RaisedFlag]:
    for item in instrument.asked(response.source, response.length):
        answer = response.answers.get(item.id)
        if answer is not None and (answer.flagged or item.flags or item.flag_if):
            for flag in _of_answer(item, answer):
                yield RaisedFlag(flag, response.source, response.respondent, item.id)


def _of_answer(item: Item, answer: Answer) -> Iterator[str]:
    if answer.flagged:
        yield BY_HAND
    if answer.status == "answered":
        yield from item.flags.get(answer.points, ())
        if item.flag_if and answer.number is not None and _crossed(item, answer.number):
            yield item.flag_if.flag


def _crossed(item: Item, number: Fraction) -> bool:
    rule = item.flag_if
    return rule is not None and (
        (rule.gt is not None and number > rule.gt) or (rule.lt is not None and number < rule.lt)
    )


def _by_notes(instrument: Instrument, response: Response, form: FormScore) -> Iterator[RaisedFlag]:
    for note in quality.quality(instrument, response, form).notes:
        if note in _NOTES:
            yield RaisedFlag(_NOTES[note], response.source, response.respondent, None)


def _by_others(instrument: Instrument, response: Response, gap: SayDo | None, log: Log | None) -> Iterator[RaisedFlag]:
    if gap is not None and gap.tell:
        yield RaisedFlag("F_GAP", "self", response.respondent, None)
    for item in claims_beyond(instrument, response, metrics(log)) if log else ():
        yield RaisedFlag("F_CLAIM_LOG", "self", response.respondent, item)
