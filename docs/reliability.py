"""Writes the table of the kept lines of `make soak` into docs/reliability.md, with the bugs its tests catch."""

import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- soak: written by `make docs` -->", "<!-- end of soak -->"
HEAD = "| test | day | took | runs | lost | corrupt | errors | measured |\n|---|---|--:|--:|--:|--:|--:|---|"


def page() -> str:
    """The page as it should be; as it is where no whole run was kept."""
    text, kept = PAGE.read_text(encoding="utf-8"), ROOT / "bench" / "soak.json"
    if not kept.exists():
        return text
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{said(json.loads(kept.read_text(encoding='utf-8')))}\n{END}{after}"


def said(run: dict[str, Any]) -> str:
    """Where it ran, its table, and for each file of tests the bugs that are put in to see it fail."""
    table = "\n".join([HEAD, *map(row, run["rows"])])
    where = f"Kept by `make soak` on {run['machine']}. A test that is run again takes the place of its earlier line."
    return "\n\n".join([where, table, *bugs({row["file"] for row in run["rows"]})])


def row(found: dict[str, Any]) -> str:
    counts = " | ".join(f"{found[name]:,}" for name in ("runs", "lost", "corrupt", "errors"))
    return f"| {found['test']} | {found['day']} | {found['seconds']:,} s | {counts} | {found['figures']} |"


def bugs(files: set[str]) -> list[str]:
    """A list of the seeded bugs that the tests of these files are there to catch."""
    caught = defaultdict[str, list[str]](list)
    for bug in tomllib.loads((ROOT / "bench" / "teeth.toml").read_text(encoding="utf-8"))["bugs"]:
        caught[bug["test"].partition("::")[0]].append(bug["bug"])
    lines = [f"- `{file}`: {'; '.join(caught[file])}" for file in sorted(files) if caught[file]]
    return ["Bugs that `make teeth` puts in, and these tests catch:\n\n" + "\n".join(lines)] if lines else []


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
