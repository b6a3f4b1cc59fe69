"""Backups: made whole while the server runs, checked before they count as made, put back in one step or not at all."""
