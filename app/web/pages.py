"""Rendering a page or one fragment of it: a page's context is a frozen dataclass that names its template."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import __version__, files
from app.reports import charts
from app.store.members import Member
from app.web import words
from app.web.drawn import Outline, Question
from app.web.shelf import static


class Page(Protocol):
    """The context of one template: a frozen dataclass whose fields are exactly the names the template uses."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame around every page needs."""

    nonce: str
    once: str  # the key of this page's forms: sent twice they have one effect
    theme: str  # "light", "dark", or "" to follow the system
    member: Member
    here: str  # the address of this page, path and query
    said: str = ""  # a sentence about what was just done
    may_remove_demo: bool = False


def render(page: Page, shell: Shell, fragment: str | None = None) -> str:
    """The whole page, or the block of its template named `fragment` (`"compare.html#league"` → league)."""
    template = templates().get_template(page.template)
    context = {field.name: getattr(page, field.name) for field in fields(page)} | {"shell": shell}
    if fragment is None:
        return template.render(context)
    return "".join(template.blocks[fragment](template.new_context(context)))


@cache
def templates() -> Environment:
    """The one environment: everything is escaped, an unknown name is an error (safety 0.9)."""
    env = Environment(
        loader=FileSystemLoader(files("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals |= names()
    env.filters["svg"] = lambda chart: Markup(charts.svg(chart))  # noqa: S704 - escapes its own text
    env.globals["m"] = macros = env.get_template("_macros.html").module
    env.globals["ask"] = Question(macros.question)  # type: ignore[attr-defined]
    env.globals["ask_alone"] = Question(macros.question_alone)  # type: ignore[attr-defined]
    env.globals["outline"] = Outline(macros.sections)  # type: ignore[attr-defined]
    env.globals["rights"] = env.get_template("_rights.html").module
    env.globals["s"] = env.get_template("_score_macros.html").module
    return env


def names() -> Mapping[str, Any]:
    """What every template may use besides its page's context and `shell`."""
    return {"charts": charts, "words": words, "icons": icons(), "static": static, "version": __version__}


@cache
def icons() -> Mapping[str, Markup]:
    """The drawing inside each vendored icon, by name; ours, so it is written into the page as it is."""
    drawn = {}
    for path in sorted((files("static") / "icons").glob("*.svg")):
        text = path.read_text(encoding="utf-8")
        inside = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
        drawn[path.stem] = Markup(" ".join(inside.split()))  # noqa: S704 - vendored, not typed by anybody
    return drawn
