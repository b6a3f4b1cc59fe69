"""The house rules of CONTRIBUTING.md; each failure says what to do instead."""

import ast
import re
import runpy
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app import __version__
from app.web.deeds import DEEDS

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]

# A room may import the rooms named here and itself. `app` is the package's own line: version and folders.
MAY_IMPORT = {
    "vetting": set[str](),
    "mail": {"store", "refusals", "settings", "app"},
    "store": {"vetting", "refusals", "app"},
    "actions": {"store", "mail", "vetting", "refusals"},
    "reports": {"vetting", "app"},
    "web": {"actions", "mail", "store", "reports", "vetting", "refusals", "app"},
    "__main__": {"web", "actions", "store", "reports", "vetting", "mail", "refusals", "settings", "app"},
    "settings": set[str](),
    "refusals": set[str](),
    "app": set[str](),
}
COMMAND = {
    "__main__",
    "serving",
    "doctor",
    "forkable",
    "keeping",
    "owning",
    "rescoring",
    "verifying",
    "working",
}  # what `followthrough` does is one room in a few modules
READ_SETTINGS = {
    "app/__main__.py",
    "app/web/site.py",
    "app/store/database.py",
    "app/store/keys.py",
    "app/store/numbering.py",
}

# Who may catch everything, and what for.
CATCH_ALL = {
    "app/web/refusals.py": "turns what went wrong into a page",
    "app/web/forks.py": "hands what broke in a process of its own to the one that waits for it",
    "app/keeping/regular.py": "hands what broke a backup to the loop that waits for it",
    "app/store/writer.py": "hands what an action raised to the thread that waits for it",
}
VAGUE = {
    *("util", "utils", "helper", "helpers", "common", "core", "service", "services", "misc"),
    *("manager", "handler", "handlers", "processor", "data", "info"),
}
OUTSIDE = {"pydantic", "pydantic_core", "yaml"}
WORLDLY = {
    *("time", "os", "io", "pathlib", "shutil", "tempfile", "glob", "socket", "subprocess", "sqlite3", "secrets"),
    *("uuid", "threading", "asyncio", "logging"),
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The dotted names of everything a module imports, also inside functions and under TYPE_CHECKING."""
    package = ".".join(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            source = ".".join(filter(None, (above, node.module)))
            yield from (f"{source}.{alias.name}" for alias in node.names)


def room(dotted: str) -> str:
    """`app.web.pages.Page` → web; `app.files` → app."""
    second = dotted.split(".")[1] if "." in dotted else ""
    return "__main__" if second in COMMAND else second if second in MAY_IMPORT else "app"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_room_imports_only_rooms_to_its_right(path: Path) -> None:
    here = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
    reached = {room(name) for name in imported(path) if name.split(".")[0] == "app"} - {here}
    if str(path.relative_to(ROOT)) in READ_SETTINGS:
        reached -= {"settings"}
    wrong = reached - MAY_IMPORT[here]
    assert not wrong, f"{here} must not know {wrong}: pass it what it needs, or move the code to the room that knows"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_begins_with_one_sentence(path: Path) -> None:
    first = (ast.get_docstring(tree(path)) or "").partition("\n")[0]
    assert first.endswith("."), "say in one line, ending with a full stop, what this module is"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_and_its_functions_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 250, f"{lines} lines: there are two things in this module"
    long = {each.name: size for each in functions(path) if (size := (each.end_lineno or 0) - each.lineno + 1) > 40}
    assert not long, f"there are two things in each of these functions: {long}"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_name_says_what_a_thing_is(path: Path) -> None:
    classes = [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    words = [word for name in classes for word in re.findall(r"[A-Z][a-z]*|[A-Z]+", name)]
    words += [word for part in path.relative_to(APP).with_suffix("").parts for word in part.split("_")]
    vague = VAGUE & {word.lower() for word in words}
    assert not vague, f"{vague} could be anything: use the noun of the trade"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_only_named_places_catch_everything(path: Path) -> None:
    caught = [node.type for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    every = [kind for kind in caught if kind is None or {"Exception", "BaseException"} & names_in(kind)]
    allowed = str(path.relative_to(ROOT)) in CATCH_ALL
    assert allowed or not every, "catch what you can answer, and let the rest reach web/refusals.py"


def names_in(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


@pytest.mark.parametrize("path", sorted((APP / "vetting").rglob("*.py")), ids=lambda path: path.name)
def test_vetting_knows_no_file_clock_chance_or_framework(path: Path) -> None:
    packages = {name.split(".")[0] for name in imported(path)} - {"app"}
    assert packages <= (sys.stdlib_module_names | OUTSIDE) - WORLDLY, "vetting is pure: pass in what it needs to know"
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    worldly = [ast.unparse(call) for call in calls if asks_the_world(call)]
    assert not worldly, f"`today` and `seed` are arguments, files are read elsewhere: {worldly}"


def asks_the_world(call: ast.Call) -> bool:
    """Whether a call reads a file, the clock, or chance without a seed."""
    said = ast.unparse(call.func)
    if said in {"Random", "random.Random"}:
        return not call.args
    clock = said.endswith((".now", ".today", ".utcnow"))
    return clock or said == "open" or said.startswith("random.")


def test_the_checks_of_vetting_see_what_they_forbid() -> None:
    asked = ("date.today()", "datetime.now(UTC)", "open('x')", "random.random()", "Random()")
    fine = ("Random(7)", "log.today_of(3)", "random.Random(seed)")
    seen = {text: asks_the_world(ast.parse(text, mode="eval").body) for text in (*asked, *fine)}  # type: ignore[arg-type]
    assert seen == dict.fromkeys(asked, True) | dict.fromkeys(fine, False)


def test_every_action_of_the_audit_trail_is_said_in_words() -> None:
    nodes = [node for path in sorted((APP / "actions").glob("*.py")) for node in ast.walk(tree(path))]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    actions = {text for text in texts if re.fullmatch("[a-z_]+:[a-z_]+", text)}
    assert len(actions) > 40
    assert actions - DEEDS.keys() == set(), "say in app/web/deeds.py what was done, and give its noun a kind"


def test_the_map_in_the_readme_is_the_map_of_app() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "map.py"))["readme"]()
    assert (ROOT / "README.md").read_text(encoding="utf-8") == drawn, "run `make docs` and commit README.md"


def test_the_table_of_reliability_is_what_make_soak_kept() -> None:
    written = runpy.run_path(str(ROOT / "docs" / "reliability.py"))
    assert written["PAGE"].read_text(encoding="utf-8") == written["page"](), "make docs"


def test_the_changelog_begins_with_this_version() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    project = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert project
    assert headings[0] == project[1] == __version__


def test_the_changelog_has_three_kinds_of_entry() -> None:
    kinds = set(re.findall(r"^### (.+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M))
    assert kinds <= {"Scoring", "Improvements", "Fixes"}
