"""What pydantic says about a sheet's shape, as sentences that say what to do."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.vetting.marks import UNREAD, Path, Sheet, line_of, meant

Shape = TypeVar("Shape", bound=BaseModel)
SENTENCES = {  # pydantic's type of error → our sentence; {} are pydantic's own details
    "missing": "This key is missing. Add it.",
    "string_type": "This must be text. Put it in double quotes.",
    "int_type": "This must be a whole number. Write it without quotes.",
    "bool_type": "This must be true or false. Write one of them.",
    "dict_type": "Keys and values must stand here. Write `key: value` lines, indented.",
    "model_type": "Keys and values must stand here. Write `key: value` lines, indented.",
    "list_type": "This must be a list. Write entries in [ ] or on lines that start with a hyphen.",
    "literal_error": "This must be {expected}. Change it.",
    "greater_than_equal": "This must be at least {ge}. Choose a larger number.",
    "less_than_equal": "This must be at most {le}. Choose a smaller number.",
    "too_short": "This needs at least {min_length}, and has {actual_length}. Add what is missing.",
    "too_long": "This takes at most {max_length}, and has {actual_length}. Remove what is too much.",
    "value_error": "{error}",
}


def shaped(model: type[Shape], sheet: Sheet) -> Shape | None:
    """The sheet as this model; or None, and every mistake of shape is added to the sheet's."""
    if sheet.value is UNREAD:
        return None
    if not isinstance(sheet.value, dict):
        sheet.refuse(1, (), _not_keys(sheet.value))
        return None
    try:
        return model.model_validate(sheet.value)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False):
            path: Path = tuple(step for step in error["loc"] if step != "[key]")
            if error["input"] is not UNREAD:
                sheet.refuse(line_of(sheet.lines, path), path, _sentence(model, path, error))
    return None


def _not_keys(value: Any) -> str:
    if value is None:
        return "The file is empty. Write its keys, or remove the file."
    kind = "a list" if isinstance(value, list) else "a single value"
    return f"The file holds {kind}. Start it with keys, such as `id: rhythm`."


def _sentence(model: type[BaseModel], path: Path, error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return f"This key is not known here. {meant(str(path[-1]), _known(model, path[:-1]))}"
    if error["input"] is None and error["type"].endswith("_type"):
        return "Nothing stands here. Write a value, or remove the key if it may be left out."
    sentence = SENTENCES.get(error["type"])
    return sentence.format(**error.get("ctx", {})) if sentence else f"{error['msg']}. Change it."


def _known(model: type[BaseModel], path: Path) -> list[str]:
    """The keys a model takes at the end of a path."""
    kind: Any = model
    for step in path:
        kind = _inside(kind, step)
    return [field.alias or name for name, field in kind.model_fields.items()]


def _inside(kind: Any, step: str | int) -> Any:
    """The model a step leads to: that of the field, also within dict, list and `| None`; else where it is."""
    fields = getattr(kind, "model_fields", None)
    return (_model(fields[step].annotation) if fields and step in fields else None) or kind


def _model(annotation: Any) -> Any:
    found = [_model(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in [annotation, *found] if hasattr(part, "model_fields")), None)
