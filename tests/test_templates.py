"""Every template, loaded: small, holding nothing the content security policy refuses, given exactly what it uses."""

import dataclasses
import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, meta, nodes

import app.web
from app import files
from app.mail import letters
from app.mail.letters import KINDS
from app.web.pages import templates

FOLDER = files("templates")
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SCREENS = [path for path in FOLDER.glob("*.html") if not path.name.startswith("_")]
REFUSED = {
    r"\sstyle=": "inline style: put a class into site.css, geometry into SVG attributes",
    r"\son[a-z]+=": "inline handler: put a small script into static/",
    r"<script(?![^>]*\ssrc=)": "inline script: put a small script into static/",
    r"<script(?![^>]*\snonce=)": "a script without the nonce of its response does not run",
    r"\|\s*safe\b": "|safe: return Markup where our own text is made",
    r"\bhx-on\b": "hx-on runs text as script: put a small script into static/",
    r"\b(js|javascript):": "text run as script",
    r"hx-trigger=[\"'][^\"']*\[": "a trigger filter runs text as script: put a small script into static/",
    r"\bhx-(vars|disable|history|ext)\b": "not of this htmx: it means something else now, or nothing",
    r"\bhx-nonce:inherited": "an inherited nonce lets injected markup run: write it at each element",
    r"\b(inlineScriptNonce|safeEval)\b": "lets injected script run",
    r"\bautoescape\b": "every template is escaped by its environment, by nothing in it",
    r"\bsrcdoc=": "a page inside an attribute",
}


def pages() -> list[type]:
    """Every page: a class in app/web that names its template."""
    for found in pkgutil.iter_modules(app.web.__path__, "app.web."):
        importlib.import_module(found.name)
    modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(app.web.__path__, "app.web.")]
    classes = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return sorted((each for each in classes if isinstance(getattr(each, "template", None), str)), key=str)


PAGES = pages()


def used(name: str) -> set[str]:
    """The names a template takes from its context, those of the templates it extends or includes too."""
    environment = templates()
    source = (FOLDER / name).read_text(encoding="utf-8")
    parsed = environment.parse(source)
    # jinja2.meta also names what is set in one branch of an `if` only.
    own = {
        name.name for node in parsed.find_all(nodes.Assign) for name in node.find_all(nodes.Name) if name.ctx == "store"
    }
    found = meta.find_undeclared_variables(parsed) - environment.globals.keys() - own
    others = [other for other in meta.find_referenced_templates(parsed) if other]
    return found.union(*(used(other) for other in others))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_template_is_small_and_holds_nothing_a_browser_would_refuse(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 150, "there are two things in this template: make one a macro or a page"
    found = {reason: hit.group() for pattern, reason in REFUSED.items() if (hit := re.search(pattern, text))}
    assert not found


@pytest.mark.parametrize("path", sorted(files("app").rglob("*.py")), ids=lambda path: path.name)
def test_no_module_writes_inline_styles(path: Path) -> None:
    assert not re.search(r"\sstyle=[\"']", path.read_text(encoding="utf-8"))


MADE_SAFE = {  # who may, and why
    "app/web/drawn.py": "what a macro drew, and between its pieces what is escaped there",
    "app/web/pages.py": "charts that escape their own text, and icons that nobody typed",
}


def test_only_named_places_call_their_text_safe() -> None:
    """Safety 23: whatever a person typed is escaped where it is shown."""
    root = Path(__file__).parent.parent
    said = {path: path.read_text(encoding="utf-8") for path in (root / "app").rglob("*.py")}
    unsafe = r"\bMarkup\(|\.from_string\(|__html__|autoescape=(?!True|select_autoescape)"
    found = {str(path.relative_to(root)) for path, text in said.items() if re.search(unsafe, text)}
    assert found == MADE_SAFE.keys()


NAMES = sorted(str(path.relative_to(FOLDER)) for path in TEMPLATES)


@pytest.mark.parametrize("name", [*NAMES, "x.html.j2", "x.jinja", "x.svg", "x.md", "x"])
def test_every_template_of_a_page_escapes_what_it_is_given_whatever_its_name(name: str) -> None:
    """Safety 23: Jinja's own default goes by the ending and leaves some out."""
    environment = templates().overlay(loader=DictLoader({name: "{{ typed }}"}))
    assert environment.get_template(name).render(typed="<b>'\"&") == "&lt;b&gt;&#39;&#34;&amp;"


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_s_page_escapes_and_its_plain_text_does_not(kind: str) -> None:
    environment = letters.templates().overlay(loader=DictLoader({"x.html": "{{ typed }}", "x.txt": "{{ typed }}"}))
    assert environment.get_template("x.html").render(typed="<b>") == "&lt;b&gt;"
    assert environment.get_template("x.txt").render(typed="<b>") == "<b>"
    assert (FOLDER / "mail" / f"{kind}.html").exists()


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.name)
def test_every_page_has_a_title(path: Path) -> None:
    title = re.search(r"{% block title %}(.*?){% endblock", path.read_text(encoding="utf-8"), re.S)
    assert title, "a page says in its title what it is"
    assert title[1].strip(), "a page says in its title what it is"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_holds_exactly_what_its_template_uses(page: Any) -> None:
    assert page.__dataclass_params__.frozen, "a page is a frozen dataclass"
    assert {field.name for field in dataclasses.fields(page)} == used(page.template) - {"shell"}


def test_every_template_belongs_to_a_page() -> None:
    assert {path.name for path in SCREENS} == {page.template for page in PAGES}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "bad",
    [
        *('<p style="x">', "<p onclick=x>", "<script>", "{{ x|safe }}", "<p hx-on:click=x>", "js:x", "{{ x | safe }}"),
        *("<p hx-on::after-swap=x>", '<p hx-trigger="click[ctrlKey]">', "<p hx-vars='a:1'>", "<a href=javascript:x>"),
        *("<body hx-nonce:inherited='x'>", "{% autoescape false %}", "<iframe srcdoc='x'>", "{safeEval:true}"),
    ],
)
def test_what_the_policy_refuses_is_seen(bad: str) -> None:
    assert any(re.search(pattern, bad) for pattern in REFUSED)
