"""The limit of a report: the engine alone, writing so many pages of plain text: `python -m bench.plain PAGES`."""

import sys

import typst

from app.reports.typesetting import fonts

LINES = 45  # on a page
WORDS = "She said in {} that the team decides on Friday, and wrote on Friday that it had not, and when it would decide."


def plain(pages: int, turn: int = 0) -> bytes:
    """A PDF of this many pages; `turn` makes its words other words, which the engine has not laid out before."""
    written = "\n#pagebreak()\n".join(
        "\n".join(f"{WORDS.format(f'{turn} {page} {line}')} \\" for line in range(LINES // 2)) for page in range(pages)
    )
    source = f'#set page(paper: "a4", margin: 20mm)\n#set text(font: "Inter", size: 10pt)\n{written}'
    return typst.compile(source.encode(), font_paths=fonts())


if __name__ == "__main__":
    sys.stdout.buffer.write(plain(int(sys.argv[1])))
