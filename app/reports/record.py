"""The record of a report: everything it says and everything that was computed from, as JSON, workbook and PDF carry it.

It is a panel file with the findings added, so `followthrough score` reads it. Its schema is docs/report.schema.json.
"""

from typing import Any, Literal

from pydantic import TypeAdapter

from app.reports.record_findings import Findings, Part, Score, Share, View

FORMAT = 3  # of the record; a later one may never read an earlier record as something else


class Earlier(Part):
    """What stood in a reply before."""

    on: str
    """The day it was written, 2026-12-03."""
    text: str


class Reply(Part):
    """What the recruiter replied to one thing that was found about them."""

    about: str
    """overall, facts, dimension.<id> or flag.<id>."""
    title: str
    """The same in words."""
    text: str
    """Empty where they took it back."""
    on: str
    """The day it was written, 2026-12-05."""
    earlier: list[Earlier]
    """What stood there before, the newest first."""


class Proof(Part):
    """A file the recruiter attached to their reply, by its name."""

    name: str
    on: str
    """The day it was attached, 2026-12-05."""


class Recruiter(Part):
    """One recruiter: what was answered, and what follows from it."""

    id: str
    name: str
    firm: str
    forms: list[dict[str, Any]]
    """Every submitted form, as `followthrough score` reads it; “name” is how its respondent is named."""
    log: dict[str, Any] | None = None
    """The log the recruiter shared, days counted from one day 0."""
    looked_at: dict[str, str]
    """Flag → what a named person wrote about it."""
    views: list[View]
    replies: list[Reply]
    """The recruiter's own words about the result, unedited."""
    proofs: list[Proof]
    """The files they attached, which stay where the report was made."""
    findings: Findings


class Decision(Part):
    """Who was chosen and why, in the words of the person who decided."""

    choice: str
    reasons: str
    conditions: str
    by: str
    on: str
    """The day, 2026-12-05."""


class Instrument(Part):
    """The version of the questionnaire everybody answered."""

    id: str
    version: str
    hash: str
    """SHA-256 of its files."""


class Weighed(Part):
    """One dimension and what it counts."""

    dimension: str
    weight: str
    """“num/den”."""
    of_the_whole: Share


class Band(Part):
    """One step of the ladder of bands; a score on an edge belongs to the band above it."""

    label: str
    low: Score
    high: Score
    shown: str
    """As pages print it: −100 to −60."""
    sentence: str


class Counted(Part):
    """What the mean of so many respondents weighs beside the other sources."""

    count: int
    weight: str
    """“num/den”."""
    shown: str
    """As pages print it: 0.62."""


class Source(Part):
    """One kind of respondent, or the log, and how far its word is relied on."""

    name: str
    weights: list[Counted]


class Method(Part):
    """What the numbers rest on."""

    formula: str
    """Version of the way a score is computed."""
    validity: str
    steps: list[str]
    weights_name: str
    """The preset the weights come from, else empty."""
    weights: list[Weighed]
    bands: list[Band]
    sources: list[Source]
    """The recruiter's own answers are none of them: they count nothing."""


class Constants(Part):
    """What the likely ranges rest on: the mean of the company's recruiters, and the variance of one evaluator."""

    mean: float
    sigma2: float


class Verification(Part):
    """How to tell whether anything was changed. The hash is over everything else in the file."""

    code: str
    """The first twelve digits of the hash, as they are printed on every page."""
    hash: str
    """SHA-256 over the record without this part: JSON with sorted keys, no spaces, and only ASCII."""
    made_on: str
    """The day the file was made, 2026-12-05; the code does not depend on it."""
    made_with: str


class Record(Part):
    """A comparison report, complete: it can be scored again, and made again."""

    format: Literal[3]
    company: str
    search: str
    demo: bool
    """Whether people and numbers are made up."""
    headline: str
    cautions: list[str]
    left_out: str
    """How many recruiters whoever made this may not see yet; empty where all are in it."""
    decision: Decision | None
    answered_until: int | None
    """When the newest of the forms was submitted, in seconds since 1970 UTC."""
    instrument: Instrument
    weights: dict[str, str]
    """Dimension → its weight, “num/den”."""
    constants: Constants
    method: Method
    recruiters: list[Recruiter]
    verification: Verification

    def plain(self) -> dict[str, Any]:
        """As JSON holds it, in the order of the schema; what a recruiter did not share is left out."""
        return self.model_dump(mode="json", exclude_unset=True)


def schema() -> dict[str, Any]:
    """The JSON Schema of a record, as docs/report.schema.json holds it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **TypeAdapter(Record).json_schema()}
