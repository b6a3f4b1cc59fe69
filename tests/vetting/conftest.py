"""How many examples a law is tried on: enough to find what breaks it on a computer that is busy with other tests."""

from hypothesis import settings

settings.register_profile("laws", max_examples=40, deadline=None)
settings.load_profile("laws")
