"""What is said about a recruiter beside the numbers: in a sentence, flags to look at, how far evaluators agree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.reports.answers import Names
from app.vetting.answers import Response
from app.vetting.card_sentences import agreement_words, flag_text, summary, talk_over, totals_sentence
from app.vetting.flags import RaisedFlag, is_serious
from app.vetting.instrument import Instrument
from app.vetting.panel import agreement, leave_one_out
from app.vetting.scorecard import Scorecard
from app.vetting.sentences import signed

ONE_QUESTION = "One question only: it counts, and is not shown on its own"


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag with all that raised it; somebody must look, and it never changes the score."""

    id: str
    serious: bool
    text: str
    causes: tuple[tuple[str, str | None], ...]  # who, and at which item; None where the whole form raised it
    looked_at: str  # what a named person wrote about it


def sentence(instrument: Instrument, card: Scorecard, name: str, responses: Sequence[Response]) -> str:
    """The one of page 1: what is high, where one would ask more, and a gap that tells; or why there is no score."""
    if card.index is None:
        return no_score(responses)
    told = summary(instrument, card)
    if card.gap is None or not card.gap.tell:
        return told
    return f"{told} {name}’s own account runs {round(card.gap.gap)} points ahead of what others report."


def no_score(responses: Sequence[Response]) -> str:
    """Why there is none; never 0 (measurement 4.2)."""
    if not responses:
        return "Nobody has answered yet."
    answers = [answer for response in responses for answer in response.answers.values()]
    if answers and all(answer.status == "na" for answer in answers):
        return "No score: every question was marked as not applying."
    return "No score: too little was answered to score any dimension."


def flag_lines(
    instrument: Instrument, card: Scorecard, names: Names, looked_at: Mapping[str, str]
) -> tuple[FlagLine, ...]:
    """Each flag once, serious ones first. `looked_at`: flag → what a named person wrote about it."""
    raised: dict[str, list[RaisedFlag]] = {}
    for flag in card.flags:
        raised.setdefault(flag.flag, []).append(flag)
    lines = [
        FlagLine(
            id=id,
            serious=is_serious(instrument, id),
            text=flag_text(instrument, id),
            causes=tuple((names.get((flag.source, flag.respondent), flag.respondent), flag.item) for flag in causes),
            looked_at=looked_at.get(id, ""),
        )
        for id, causes in raised.items()
    ]
    return tuple(sorted(lines, key=lambda line: not line.serious))


def agreement_lines(instrument: Instrument, card: Scorecard, names: Names) -> Iterator[str]:
    """The totals first, then how far apart, then what each evaluator changes (measurement 4.5)."""
    found = agreement(card.forms)
    if found is None or card.index is None:
        return
    name = {who: names.get(("evaluator", who), who) for who, _ in found.totals}
    by_name = replace(found, totals=tuple((name[who], total) for who, total in found.totals))
    yield f"{totals_sentence(by_name, len(by_name.totals))} {talk_over(by_name)}".strip()
    yield agreement_words(by_name)
    for who, left in leave_one_out(instrument, card).items():
        if left.index is not None:
            yield f"Without {name.get(who, who)}: {signed(left.index)} instead of {signed(card.index)}."
