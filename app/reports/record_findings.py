"""What the record of a report says about one recruiter: the shape of its findings."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of the record: nothing may be missing, nothing unknown may be in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Score(Part):
    """An exact number of index points, −100 to +100, or of points that add up to one."""

    exact: str = Field(pattern=r"^-?\d+/\d+$")
    """The number in lowest terms, “num/den”."""
    decimal: float
    """The same, rounded to ten decimals."""
    shown: str
    """As pages print it: +54, −31, 0."""


class Share(Part):
    """A part of a whole, 0 to 1."""

    decimal: float
    """Rounded to six decimals."""
    shown: str
    """As pages print it: 77%, <1%."""


class Range(Part):
    """Where a score probably lies."""

    low: float
    """Index points, rounded to six decimals."""
    high: float
    """Index points, rounded to six decimals."""
    shown: str
    """As pages print it: +25 to +63."""


class Bounds(Part):
    """Where the index would be if every blank were the worst answer, and the best; not a likely range."""

    low: Score
    high: Score


class Likely(Part):
    """The likely range of the index, which holds nine times in ten, and the band that is shown."""

    range: Range
    band: str
    sentence: str
    borderline: str
    """The second band where it is likely enough to be named, else empty."""


class Standing(Part):
    """Where a recruiter stands among those compared."""

    rank: str
    """“1”, or “2–4” where nobody can say which."""
    first: Share
    """How likely they truly are the best of these."""
    finishes: list[Share]
    """In what share of weightings around the chosen one they come first, second and so on."""


class Count(Part):
    """So many of so many; `shown` is empty where there is nothing to count."""

    k: int
    n: int
    shown: str


class Records(Part):
    """What the recruiter's own log shows."""

    candidates: int
    still_open: int
    told_the_outcome: Count
    heard_within_seven_days: Count
    promises_kept: Count
    longest_silence: int | None
    """In days, the middle one of all candidates; null while most still run."""


class Opinion(Part):
    """What one evaluator's answers say of a dimension."""

    mark: str
    """The letters that stand for them on charts."""
    score: Score


class Dimension(Part):
    """One dimension of one recruiter."""

    id: str
    name: str
    score: Score | None
    """null where too little was answered."""
    alone: bool
    """false for a dimension of one question: it counts, and is not shown on its own."""
    range: Range | None
    of_the_whole: Share
    """How much it weighs in the index."""
    points: Score
    """What it adds to the index; the points of all dimensions add up to it exactly."""
    tenths: str
    """The points as pages print them: tenths that add up to the index in tenths."""
    evaluators: list[Opinion]
    reported: Score | None
    """References and records together."""
    said: Score | None
    """The recruiter's own answers, which count nothing."""


class Cause(Part):
    """Who raised a flag, and at which question; null where the whole form did."""

    who: str
    item: str | None


class Flag(Part):
    """Something a named person must look at. It never changes a score."""

    id: str
    serious: bool
    text: str
    causes: list[Cause]
    looked_at: str
    """What a named person wrote about it; empty where nobody has."""


class Given(Part):
    """One answer in words."""

    form: Literal["evaluator", "candidate", "client", "self"]
    who: str
    item: str
    dimension: str
    question: str
    choices: str
    """The sides of a pair or the parts of a checklist, else empty."""
    answer: str
    backed_by: str
    points: int | None
    """0 to 4; null where there are none, which is never 0."""
    chosen: int | None
    """The points of the option chosen, where its backing lets it count for less."""
    note: str
    flagged: bool


class View(Part):
    """An evaluator's own view, kept apart from the score."""

    who: str
    impression: str
    summary: str


class Findings(Part):
    """Everything that is said about one recruiter; all of it follows from the forms and the log."""

    status: Literal["final", "provisional", "none"]
    index: Score | None
    likely: Likely | None
    standing: Standing | None
    sentence: str
    """What is high, where one would ask more; or why there is no score."""
    status_sentence: str
    """Why the score is provisional, else empty."""
    marks: list[str]
    """What must be said beside a score that rests on little."""
    bounds: Bounds | None
    """null where no blank matters."""
    coverage: Share | None
    """How much of what evaluators could ask was answered."""
    answered_by: dict[str, int]
    """Role → how many answered; for “log”, candidates in it."""
    missing: list[str]
    said: Score | None
    """The index of the recruiter's own answers."""
    gap: Score | None
    """Says minus shown, on matched questions."""
    gap_sentence: str
    red_flags: int
    """Serious flags, each counted once, however many answers raised it."""
    notes: int
    """Flags that are not serious, each counted once, however many answers raised it."""
    dimensions: list[Dimension]
    flags: list[Flag]
    agreement: list[str]
    records: Records | None
    answers: list[Given]
