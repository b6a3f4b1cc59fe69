"""What people said about a recruiter: who is named how, the notes behind a score, the flags and what raised them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.reports.answers import named
from app.reports.figures import clipped
from app.store.flag_decisions import FlagDecision
from app.vetting.answers import Answer, Response
from app.vetting.card_sentences import flag_text
from app.vetting.flags import BY_HAND, RaisedFlag, is_serious
from app.vetting.gap import SayDo
from app.vetting.instrument import Instrument, Item
from app.vetting.scorecard import Scorecard
from app.vetting.wording import in_words, number_in_words
from app.web import words
from app.web.scored import Entrant, Scored

ROLES = {"candidate": "Candidate reference", "client": "Client reference"}
LONGEST_QUOTE = 320  # characters of a note shown beside a score; all of it stands among the answers


@dataclass(frozen=True, slots=True)
class Quote:
    """A note and what its answer adds to the index."""

    text: str
    who: str
    dimension: str
    item: str
    value: Fraction
    flagged: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """One answer or form that raised a flag; `why` says by what rule. `item` is None where the whole form did."""

    who: str
    why: str
    item: str | None


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag with everything that raised it, and what a named person decided; None while that is awaited."""

    id: str
    text: str
    serious: bool
    causes: tuple[Cause, ...]
    decided: FlagDecision | None

    @property
    def standing(self) -> str:
        """What was decided and by whom, in a line; or that it is awaited."""
        if self.decided is None:
            return "Waits for a decision." if self.serious else "A note."
        return f"{words.OUTCOMES[self.decided.outcome]} ({self.decided.by or 'a former member'})."


def quotes(instrument: Instrument, card: Scorecard, responses: Iterable[Response]) -> list[Quote]:
    """The notes of every answer that counts, what adds most first."""
    given = list(responses)
    names = named(given)
    answers = {(r.source, r.respondent, item): answer for r in given for item, answer in r.answers.items()}
    raised = {(flag.source, flag.respondent, flag.item) for flag in card.flags}
    found = []
    for part in card.contributions:
        where = (part.source, part.respondent, part.item or "")
        if (answer := answers.get(where)) and answer.note:  # type: ignore[arg-type]
            text, _ = clipped(answer.note, LONGEST_QUOTE)
            dimension = instrument.dimension[part.dimension].name
            who = names[part.source, part.respondent]
            found.append(Quote(text, who, dimension, part.item or "", part.value, where in raised))
    return sorted(found, key=lambda quote: -quote.value)


def heard(found: Sequence[Quote], most: int) -> tuple[list[Quote], list[Quote]]:
    """For and against: the notes that push most either way, at most one for each dimension."""
    return _one_each([q for q in found if q.value > 0], most), _one_each([q for q in found[::-1] if q.value < 0], most)


def strongest(found: Sequence[Quote], dimension: str, most: int) -> list[Quote]:
    """The notes of one dimension that push most, whichever way."""
    return sorted((q for q in found if q.dimension == dimension), key=lambda q: -abs(q.value))[:most]


def flags(
    instrument: Instrument, card: Scorecard, responses: Sequence[Response], decided: Mapping[str, FlagDecision]
) -> list[Flagged]:
    """Each flag once, serious ones first, with who raised it, by what rule, and the decision that holds."""
    names = named(responses)
    answers = {(r.source, r.respondent): r.answers for r in responses}
    found: dict[str, list[Cause]] = {}
    for flag in card.flags:
        answer = answers[flag.source, flag.respondent].get(flag.item or "")  # type: ignore[index]
        why = _why(instrument, flag, answer, card.gap)
        found.setdefault(flag.flag, []).append(Cause(names[flag.source, flag.respondent], why, flag.item))
    told = [
        Flagged(id, flag_text(instrument, id), is_serious(instrument, id), tuple(causes), decided.get(id))
        for id, causes in found.items()
    ]
    return sorted(told, key=lambda flag: not flag.serious)


def waiting_flags(instrument: Instrument, card: Scorecard, entrant: Entrant) -> int:
    """How many serious flags wait for the decision of a named person."""
    raised = {flag.flag for flag in card.flags if is_serious(instrument, flag.flag)}
    return len(raised - entrant.decided(card).keys())


def undecided(scored: Scored) -> int:
    """The same for all recruiters of a search whose answers may be seen."""
    cards = scored.comparison.cards
    return sum(waiting_flags(scored.instrument, cards[one.key], one) for one in scored.entrants if one.key in cards)


def red_flags(instrument: Instrument, card: Scorecard) -> int:
    """How many serious flags are raised, each once, however many answers raised it: as many as are listed."""
    return sum(is_serious(instrument, flag) for flag in {flag.flag for flag in card.flags})


def _one_each(found: Sequence[Quote], most: int) -> list[Quote]:
    by_dimension: dict[str, Quote] = {}
    for quote in found:
        by_dimension.setdefault(quote.dimension, quote)
    return list(by_dimension.values())[:most]


def _why(instrument: Instrument, flag: RaisedFlag, answer: Answer | None, gap: SayDo | None) -> str:
    if flag.flag == BY_HAND:
        note, _ = clipped(answer.note if answer else "", LONGEST_QUOTE)
        return f"raised it by hand: “{note}”" if note else "raised it by hand, without a note"
    if flag.flag == "F_GAP" and gap:
        return f"says {words.signed(gap.gap)} against what others report; about +12 is usual"
    if flag.item is None or answer is None:
        return WHOLE_FORM.get(flag.flag, "by the answers of the whole form")
    item = instrument.item[flag.item]
    given = in_words(item, answer, instrument).rstrip(".")
    if flag.flag == "F_CLAIM_LOG":
        return f"says {given}; the records show otherwise"
    return f"answered {given}, {_limit(item)}" if item.flag_if else f"chose “{given}”"


WHOLE_FORM: Mapping[str, str] = {
    "F_CONTRA": "pairs of answers in this form do not fit together",
    "F_NA": "more than one question in three was marked as not applying",
}


def _limit(item: Item) -> str:
    rule = item.flag_if
    if rule and rule.gt is not None:
        return f"and more than {number_in_words(rule.gt)} raises it"
    return f"and less than {number_in_words(rule.lt)} raises it" if rule and rule.lt is not None else ""
