"""What reports are made with, imported once by the process that is forked for each of them, and by no other."""

from app import __main__ as program  # multiprocessing runs the console script in each fork, which imports it
from app.store.instruments import read_all
from app.web import kept, report, scorecard

read_all()

__all__ = ["kept", "program", "report", "scorecard"]
