"""What a recruiter is told of their own result, what they reply to it, and the proofs they attach."""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.store.tables.columns import key, maybe, seconds, to


class OwnPage(SQLModel, table=True):
    """A personal, hashed, expiring, revocable link to what was found about a recruiter; one for each vetting.

    `told_at`: references that were in by then are counted there, so that no later one can be told from the difference.
    """

    __tablename__ = "own_page"
    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting", unique=True)
    name: str = ""
    email: str = ""
    salt: str
    token_hash: str = Field(unique=True)
    browser_hash: str = ""  # of the token of the one browser that opened it
    told_at: int = seconds()
    made_at: int = seconds()
    answer_by: int = seconds()
    expires_at: int = seconds()
    opened_at: int | None = seconds(default=None)
    revoked_at: int | None = seconds(default=None)
    made_by: int | None = maybe("member")


class Remark(SQLModel, table=True):
    """What the recruiter wrote; of those about the same the last counts, and "" takes it back. Rows are only added.

    `about`: overall, facts, dimension.<id> or flag.<id>.
    """

    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting")
    about: str
    text: str
    made_at: int = seconds()


class Proof(SQLModel, table=True):
    """A file the recruiter attached to what they put right."""

    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting")
    name: str
    size: int = seconds()
    content: bytes = Field(sa_type=LargeBinary)
    made_at: int = seconds()
