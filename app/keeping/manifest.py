"""What a backup says of itself: from what it was made, what is in it, and by what each file is known again."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1
DATABASE, DUMP, SECRET = "database.sqlite", "database.dump", "secret"  # the files there can be
Engine = Literal["sqlite", "postgresql"]
Why = Literal["", "before-migration", "before-restore"]  # a backup made by hand or by the schedule has no reason


class File(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    size: int = Field(ge=0)
    sha256: str


class Trail(BaseModel):
    """The end of a company's audit trail, and whether it was whole; None where its schema was too old to tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: int
    hash: str
    whole: bool


class Manifest(BaseModel):
    """`rows`: table → how many; `trails`: company → its trail; `made`: the same moment as `made_at`, to be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: int = FORMAT
    product: str
    engine: Engine
    revision: str | None  # of the schema
    made_at: int
    made: str
    why: Why
    mark: str  # of the secret the database was made with
    files: dict[Literal["database.sqlite", "database.dump", "secret"], File]
    rows: dict[str, int]
    trails: dict[int, Trail]
