"""Writes the map of app/ into README.md: every module with the first line it says of itself."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- map: written by `make docs` -->", "<!-- end of map -->"
WIDTH = 26


def first_line(path: Path) -> str:
    """The first line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def row(depth: int, name: str, said: str) -> str:
    return f"{'  ' * depth + name:<{WIDTH}} {said}".rstrip()


def rows(folder: Path, depth: int = 0) -> list[str]:
    """A line for the folder, one for each module in it, then its folders; migrations are a folder, not a list."""
    package = folder / "__init__.py"
    found = [row(depth, f"{folder.name}/", first_line(package) if package.exists() else "")]
    if folder.name == "migrations":
        return [row(depth, "migrations/", "Numbered steps from one schema to the next, each saying why.")]
    modules = sorted(path for path in folder.glob("*.py") if path != package)
    found += [row(depth + 1, path.name, first_line(path)) for path in modules]
    for inner in sorted(path for path in folder.iterdir() if any(path.glob("*.py"))):
        found += rows(inner, depth + 1)
    return found


def readme() -> str:
    """README.md as it should be."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    drawn = "\n".join(["```", *rows(ROOT / "app"), "```"])
    return f"{before}{BEGIN}\n{drawn}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(readme(), encoding="utf-8")
