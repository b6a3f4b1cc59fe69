"""A posted form → values, with all its mistakes at once."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from app.refusals import Mistakes
from app.web import words

F = TypeVar("F", bound="Form")


def seen(text: str) -> str:
    if not words.visible(text):
        raise ValueError("nothing in it can be seen")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(seen)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]


class Form(BaseModel):
    """The fields a form may have; one it does not know is a mistake (safety 8)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read(form: type[F], typed: dict[str, list[str]], sentences: dict[str, str]) -> F:
    """The form's values. Raises Mistakes with the sentence of every field that cannot be taken."""
    single = {name: values[-1] for name, values in typed.items()}
    try:
        return form.model_validate(single)
    except ValidationError as refused:
        raise Mistakes({_field(e): sentences.get(_field(e), _other(e)) for e in refused.errors()}) from None


def _field(error: Any) -> str:
    return str(error["loc"][0]) if error["loc"] else "form"


def _other(error: Any) -> str:
    return f"“{_field(error)}” cannot be taken: {error['msg'].lower()}."
