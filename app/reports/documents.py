"""The documents that can be set, each by the template of its name."""

from typing import Literal

Document = Literal["comparison", "guide", "league", "receipt", "scorecard", "summary"]
Kind = Literal["comparison", "scorecard", "summary"]  # of a report: all of it, one recruiter alone, page 1 alone
Format = Literal["pdf", "png", "svg"]
Attempt = Literal["own", "machine", "unclaimed"]  # with our fonts, the machine's too, no claim of PDF/UA-1
Paper = Literal["a4", "letter"]
AGAIN = b"again\n"  # what the process says whose attempt lacked a character
PAPERS: dict[Paper, str] = {"a4": "a4", "letter": "us-letter"}  # as Typst calls them
TITLES: dict[Kind, str] = {
    "comparison": "Recruiter comparison",
    "scorecard": "Scorecard",
    "summary": "Comparison summary",
}  # how the title of each begins
