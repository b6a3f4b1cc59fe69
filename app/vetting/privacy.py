"""What a recruiter may be told of their own result: never who said what, and nothing of references below three replies.

Product rule 6. Whatever goes to a recruiter, a page, a mail or an export, is made from this view and from nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.vetting.answers import Response
from app.vetting.card_sentences import flag_text
from app.vetting.flags import BY_HAND, RaisedFlag
from app.vetting.instrument import Band, Dimension, FormKind, Instrument
from app.vetting.log import Log
from app.vetting.scorecard import Scorecard, reportable
from app.vetting.scoring import score
from app.vetting.uncertainty import posterior

FEWEST_REFERENCES = 3  # replies from which on averages, and words with consent, may reach the recruiter
REFERENCES: tuple[FormKind, ...] = ("candidate", "client")


@dataclass(frozen=True, slots=True)
class Given:
    """A submitted form; `consent`: the reference allowed that their words are passed on, never their name."""

    response: Response
    consent: bool = False


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One dimension, −100 to +100; None where there is nothing to tell.

    `score` rests on no reference where fewer than three were scored on this dimension; `references` is None there.
    """

    dimension: Dimension
    score: Fraction | None
    said: Fraction | None  # by the recruiter
    references: Fraction | None  # the plain mean of candidates and clients together


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote who allowed that it is passed on. Which form they filled in is not told: it may name them."""

    dimension: Dimension
    text: str


@dataclass(frozen=True, slots=True)
class RecruiterView:
    """`with_references`: enough of them replied to be counted in what is told here."""

    band: Band | None
    dimensions: tuple[OwnResult, ...]
    flags: tuple[str, ...]
    with_references: bool
    words: tuple[Words, ...]


def for_recruiter(
    instrument: Instrument,
    given: Sequence[Given],
    weights: Mapping[str, Fraction] | None = None,
    log: Log | None = None,
    mean: Fraction | float | None = None,
    sigma2: float | None = None,
) -> RecruiterView:
    """The view. With fewer than three references it is the one there would be without any: they leave no trace in it.

    `weights` as in `score`; `mean` and `sigma2` as in `posterior`, for the band that is shown elsewhere too.
    """
    alone = score(instrument, [each.response for each in given if not is_reference(each)], weights, log)
    enough = may_tell_references(given)
    whole = score(instrument, [each.response for each in given], weights, log) if enough else alone
    return RecruiterView(
        band=_band(instrument, whole, mean, sigma2),
        dimensions=tuple(_result(instrument, dimension, whole, alone) for dimension in instrument.dimensions),
        flags=_flags(instrument, whole),
        with_references=enough,
        words=tuple(_words(instrument, given)) if enough else (),
    )


def may_tell_references(given: Sequence[Given]) -> bool:
    """Whether so many references replied that their averages hide each of them."""
    return sum(is_reference(each) and _replied(each.response) for each in given) >= FEWEST_REFERENCES


def is_reference(given: Given) -> bool:
    return given.response.source in REFERENCES


def _replied(response: Response) -> bool:
    """Somebody who left everything out hides nobody."""
    return any(answer.status == "answered" for answer in response.answers.values())


def _band(instrument: Instrument, card: Scorecard, mean: Fraction | float | None, sigma2: float | None) -> Band | None:
    return None if card.index is None else posterior(instrument, card.index, card.respondents, mean, sigma2).band


def _result(instrument: Instrument, dimension: Dimension, whole: Scorecard, alone: Scorecard) -> OwnResult:
    """On a dimension of which too few references spoke, they are left out of its score too."""
    asked = whole.asked(dimension.id)
    n = {source: asked.get(source, 0) for source in REFERENCES}
    enough = sum(n.values()) >= FEWEST_REFERENCES
    card = whole if enough else alone
    told = {s: whole.means[s][dimension.id].value * n[s] for s in REFERENCES if n[s]} if enough else {}
    return OwnResult(
        dimension=dimension,
        score=card.dimensions[dimension.id] if dimension.id in reportable(instrument, card) else None,
        said=alone.source_dimensions.get("self", {}).get(dimension.id),
        references=sum(told.values(), Fraction(0)) / sum(n.values()) if told else None,
    )


def _flags(instrument: Instrument, card: Scorecard) -> tuple[str, ...]:
    """The words of each flag once, in the questionnaire's order: the order in which they came up would tell of whom."""
    raised = {flag.flag for flag in card.flags if _is_theirs(flag)}
    return tuple(flag_text(instrument, flag) for flag in (*instrument.flag, BY_HAND) if flag in raised)


def _is_theirs(flag: RaisedFlag) -> bool:
    """Whether a flag is about the recruiter; one on how somebody else filled in a form is not."""
    return flag.item is not None or flag.source in ("self", "log")


def _words(instrument: Instrument, given: Sequence[Given]) -> Iterator[Words]:
    """By dimension and then by letter, so that nothing tells which of them one person wrote."""
    written = {
        (instrument.item[item].dimension, answer.note.strip())
        for each in given
        if is_reference(each) and each.consent
        for item, answer in each.response.answers.items()
        if answer.note.strip()
    }
    for dimension in instrument.dimensions:
        texts = sorted(text for where, text in written if where == dimension.id)
        yield from (Words(dimension, text) for text in texts)
