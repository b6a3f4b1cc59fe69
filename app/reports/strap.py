"""The line at the top right of every sheet: whose document it is, what for, and of which day."""

from app.reports.figures import clipped

COMPANY = 26  # characters
BOTH = 50  # of company and search together; the header has one line


def strap(company: str, search: str, when: str = "") -> str:
    """Meridian Freight, Head of Data Platform, 5 December 2026; what is empty is left out."""
    company, _ = clipped(company, COMPANY)
    search, _ = clipped(search, BOTH - len(company))
    return ", ".join(filter(None, (company, search, when)))
