"""What reports are made with, imported once by the process that is forked for each of them, and by no other."""

import signal

from app import __main__ as program  # multiprocessing runs the console script in each fork, which imports it
from app.store.instruments import read_all
from app.web import kept, report, scorecard

signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the server at its terminal ends this by ending that
read_all()

__all__ = ["kept", "program", "report", "scorecard"]
