"""The one family of refusals: a sentence that tells the person what to do next, and a status."""

import copyreg


class Refusal(Exception):
    """Raised anywhere, rendered in web/refusals.py. `sentence` is shown as it is."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, for a process that waits for another: made again it might want other words."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class NotHere(Refusal):
    """What is not there and what is not yours look the same."""

    status = 404

    def __init__(
        self, sentence: str = "Nothing is at this address. It may have been part of a search that was removed."
    ) -> None:
        super().__init__(sentence)


class NotAllowed(Refusal):
    """Signed in, but this role may not do it."""

    status = 403


class StepFirst(Refusal):
    """It can be done after another step, at `door`; the page asked for comes after it."""

    status = 401
    heading = "You are not signed in"
    step = "Sign in"
    door = "/sign-in"


class SignInFirst(StepFirst):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("Sign in to go on. Nothing was changed.")


class ProveFirst(StepFirst):
    """It is too long ago that this person showed who they are, for something that cannot be taken back."""

    heading = "Show that it is still you"
    step = "Give your password"
    door = "/sign-in/again"

    def __init__(self) -> None:
        super().__init__("You signed in a while ago. Give your password again to go on. Nothing was changed.")


class FactorFirst(StepFirst):
    """The company asks every member for a second factor, and this one has none yet."""

    status = 403
    heading = "Set up your second factor first"
    step = "Set it up"
    door = "/account/second-factor"

    def __init__(self) -> None:
        super().__init__("Your company asks everybody for a second factor. Set yours up to go on. Nothing was changed.")


class Conflict(Refusal):
    """The state has moved on since the page was made."""

    status = 409


class Busy(Refusal):
    """It cannot be done just now, and may be in a minute."""

    status = 503
    wait = 60  # seconds


class TooMany(Refusal):
    """Tried too often; `wait` is the seconds until the next try. `instead` says what can be done meanwhile."""

    status = 429

    def __init__(self, wait: int, instead: str = "") -> None:
        super().__init__(f"That was too often. Wait {_a_while(wait)}{instead}.")
        self.wait = wait


def _a_while(seconds: int) -> str:
    """A minute, 29 minutes, an hour, 5 hours: never shorter than it is."""
    minutes, hours = -(-seconds // 60), -(-seconds // 3600)
    if seconds <= 3600:
        return "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"{hours} hours"


class Mistakes(Refusal):
    """A form that cannot be taken as it is: each field's name with a sentence."""

    status = 422

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields
