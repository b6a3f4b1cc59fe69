"""The one family of refusals: a sentence that tells the person what to do next, and a status."""


class Refusal(Exception):
    """Raised anywhere, rendered in web/refusals.py. `sentence` is shown as it is."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotHere(Refusal):
    """What is not there and what is not yours look the same."""

    status = 404

    def __init__(
        self, sentence: str = "That page is not here. It may have been part of a search that was removed."
    ) -> None:
        super().__init__(sentence)


class NotAllowed(Refusal):
    """Signed in, but this role may not do it."""

    status = 403


class SignInFirst(Refusal):
    """Nobody is signed in."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Sign in to go on. Nothing was changed.")


class Conflict(Refusal):
    """The state has moved on since the page was made."""

    status = 409


class Busy(Refusal):
    """It cannot be done just now, and may be in a minute."""

    status = 503


class Mistakes(Refusal):
    """A form that cannot be taken as it is: each field's name with a sentence."""

    status = 422

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields
