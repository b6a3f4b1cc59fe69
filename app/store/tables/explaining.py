"""What people set beside the answers: the weights of a search under a name, and their decisions on flags."""

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.store.tables.columns import key, maybe, seconds, to


class Weighting(SQLModel, table=True):
    """Weights of a search under a name, from `made_at` on; rows are only ever added, so that they are its history."""

    id: int = key()
    company_id: int = to("company")
    search_id: int = to("search")
    name: str
    weights: dict[str, str] = Field(sa_type=JSON)  # dimension → "num/den"
    made_by: int | None = maybe("member")
    made_at: int = seconds()


class FlagDecision(SQLModel, table=True):
    """What somebody decided on one flag of a vetting, and why; rows are only ever added, and the newest holds."""

    __tablename__ = "flag_decision"

    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting")
    flag: str
    covers: list[str] = Field(sa_type=JSON)  # what raised it then: anything new raises it again
    outcome: str
    why: str
    made_by: int | None = maybe("member")
    made_at: int = seconds()
