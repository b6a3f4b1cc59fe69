"""The one way in which making or restoring a backup ends early."""


class NotKept(Exception):
    """No backup was made, or none was restored; its text is the sentence to print."""
