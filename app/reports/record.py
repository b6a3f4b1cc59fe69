"""The record of a report: everything it says and everything that was computed from, as JSON, workbook and PDF carry it.

It is a panel file with the findings added, so `followthrough score` reads it. Its schema is docs/report.schema.json.
"""

from typing import Any, Literal

from pydantic import TypeAdapter

from app.reports.record_findings import Findings, Part, Share, View

FORMAT = 1  # of the record; a later one may never read an earlier record as something else


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
    reply: str
    """The recruiter's own words about the result, unedited."""
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


class Method(Part):
    """What the numbers rest on."""

    formula: str
    """Version of the way a score is computed."""
    validity: str
    steps: list[str]
    weights_name: str
    """The preset the weights come from, else empty."""
    weights: list[Weighed]


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

    format: Literal[1]
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
