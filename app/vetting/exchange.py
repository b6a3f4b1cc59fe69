"""A panel as JSON: recruiters with their forms and logs, read with every mistake named at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.vetting.answers import Response
from app.vetting.combining import WeightsMistake, chosen_weights
from app.vetting.comparison import Entrant
from app.vetting.instrument import Instrument
from app.vetting.log_reading import log_at
from app.vetting.mistakes import Place, shown
from app.vetting.panel_as_json import write_panel
from app.vetting.response_reading import response_at
from app.vetting.scores_as_json import write_scores
from app.vetting.workspace import Workspace

__all__ = ["Panel", "PanelMistakes", "instrument_named", "read_panel", "write_panel", "write_scores"]

FIRST = 100  # mistakes told one by one
MOST_RECRUITERS = 50
MOST_FORMS = 100


class PanelMistakes(ValueError):
    """A panel that cannot be scored: one sentence for each mistake, saying where it is."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.told()))

    def told(self) -> list[str]:
        """The first hundred, and how many more there are."""
        more = len(self.sentences) - FIRST
        return [*self.sentences[:FIRST], *([f"And {more} more."] if more > 0 else [])]


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything there is to score: recruiters by id, in the order given.

    `weights` and `constants` are None where the file has none: then those of the questionnaire hold.
    """

    recruiters: dict[str, Entrant]
    weights: dict[str, Fraction] | None
    constants: Workspace | None = None

    @property
    def entrants(self) -> tuple[Entrant, ...]:
        return tuple(self.recruiters.values())


def read_panel(panel: Any, instrument: Instrument) -> Panel:
    """Raises PanelMistakes. Keys that are not part of a panel are ignored, except within an answer."""
    top = Place()
    content = top.object(panel, "a panel")
    if content is None:
        raise PanelMistakes(top.sentences)
    if "instrument" in content:
        _same_instrument(content["instrument"], instrument, top)
    weights = _weights(content.get("weights"), instrument, top)
    constants = _constants(content.get("constants"), top)
    recruiters = _recruiters(content.get("recruiters"), instrument, top)
    if top.sentences:
        raise PanelMistakes(top.sentences)
    return Panel(recruiters, weights, constants)


def instrument_named(panel: Any) -> tuple[str, str]:
    """(id, version) of the instrument a panel was answered with. Raises PanelMistakes."""
    top = Place()
    content = top.object(panel, "a panel")
    named = None if content is None else top.object(content.get("instrument"), "the instrument of a panel")
    if named is None:
        raise PanelMistakes(top.sentences)
    place = top.within("Instrument")
    found = place.name(named.get("id"), "the id"), place.name(named.get("version"), "the version")
    if top.sentences:
        raise PanelMistakes(top.sentences)
    return found


def _same_instrument(named: Any, instrument: Instrument, top: Place) -> None:
    found = top.object(named, "the instrument of a panel")
    if found is not None and (found.get("id"), found.get("version")) != (instrument.id, instrument.version):
        top.mistake(f"the panel names another instrument than {instrument.id} {instrument.version}.")


def _weights(value: Any, instrument: Instrument, top: Place) -> dict[str, Fraction] | None:
    place = top.within("Weights")
    content = None if value is None else place.object(value, "these")
    if content is None:
        return None
    read = {d: place.weight(weight, f"the weight of {shown(d)}") for d, weight in content.items()}
    weights = {d: weight for d, weight in read.items() if weight is not None}
    try:
        chosen_weights(instrument, weights)
    except WeightsMistake as mistake:
        place.mistake(str(mistake))
    return weights


def _constants(value: Any, top: Place) -> Workspace | None:
    """The mean of a company's recruiters and the variance of one of its evaluators (measurement 4.6)."""
    place = top.within("Constants")
    content = None if value is None else place.object(value, "these")
    if content is None:
        return None
    mean, sigma2 = (
        place.between(content.get("mean"), -100, 100, "the mean"),
        place.number(content.get("sigma2"), "sigma2"),
    )
    return None if mean is None or sigma2 is None else Workspace(float(mean), float(sigma2))


def _recruiters(value: Any, instrument: Instrument, top: Place) -> dict[str, Entrant]:
    listed = top.list(value, "the recruiters of a panel")
    if value == [] or len(listed) > MOST_RECRUITERS:
        top.mistake(f"there are {len(listed)} recruiters; a panel has 1 to {MOST_RECRUITERS}.")
        return {}
    read = [_recruiter(recruiter, n, instrument, top) for n, recruiter in enumerate(listed, start=1)]
    for id, times in Counter(id for id, _ in read if id).items():
        if times > 1:
            top.within(f"Recruiter {id}").mistake(f"the id is used by {times} recruiters.")
    return dict(read)


def _recruiter(value: Any, number: int, instrument: Instrument, top: Place) -> tuple[str, Entrant]:
    unnamed = top.within(f"Recruiter {number}")
    content = unnamed.object(value, "a recruiter")
    if content is None:
        return "", Entrant("", ())
    id = unnamed.name(content.get("id"), "the id")
    place = top.within(f"Recruiter {id or number}")
    name = place.name(content["name"], "the name") if "name" in content else id
    log = None if content.get("log") is None else log_at(content["log"], place.within("log"))
    return id, Entrant(name, _responses(content.get("forms"), instrument, place), log)


def _responses(value: Any, instrument: Instrument, place: Place) -> tuple[Response, ...]:
    listed = place.list(value, "the forms")
    if len(listed) > MOST_FORMS:
        place.mistake(f"there are {len(listed)} forms; a recruiter has at most {MOST_FORMS}.")
        return ()
    responses = [response_at(form, n, instrument, place) for n, form in enumerate(listed, start=1)]
    read = [response for response in responses if response is not None]
    for (source, respondent), times in Counter((r.source, r.respondent) for r in read).items():
        if times > 1:
            place.within(f"form {source} {respondent}").mistake(f"there are {times} forms of this respondent.")
    if len({r.respondent for r in read if r.source == "self"}) > 1:
        place.mistake("there is more than one self form; a recruiter answers for themselves once.")
    return tuple(read)
