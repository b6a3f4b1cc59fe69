"""How people reach the server: its address, TLS, names, proxies, and who may begin an account."""

import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from app.doctor.findings import Finding, look, ok, unsafe
from app.settings import LOOPBACK, PREFIX, Settings, listed

AT_HOME = (".local", ".lan", ".home.arpa", ".internal")  # names of a network of one's own


def findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What the settings say, and what was set that is none."""
    yield address(settings)
    yield cookies(settings)
    yield proxies(settings)
    yield names(settings)
    yield sign_up(settings)
    yield from unread(environment)


def address(settings: Settings) -> Finding:
    """Whether what people send can be read on its way."""
    url, host = settings.public_url, urlsplit(settings.public_url).hostname or ""
    if url.startswith("https:"):
        return ok(f"People reach it at {url}.")
    if host in LOOPBACK:
        return ok(f"Only this machine reaches it, at {url}.")
    if is_at_home(host):
        return look(
            f"Everybody on your network can read what is sent to {url}. Put a proxy with TLS before it, and write "
            "https in FOLLOWTHROUGH_URL."
        )
    return unsafe(
        f"Passwords and answers go to {url} as anybody on the way can read them. Put a proxy with TLS before it, and "
        "write https in FOLLOWTHROUGH_URL."
    )


def is_at_home(host: str) -> bool:
    """Whether a host can be one of a network of one's own only."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(AT_HOME)


def cookies(settings: Settings) -> Finding:
    """Whether the browser keeps the session to TLS, and can sign in at all."""
    if settings.secure_cookies and settings.url.startswith("http:"):
        return look(
            "Browsers keep no secure cookie from a page without TLS, so nobody can sign in. Write https in "
            "FOLLOWTHROUGH_URL, or set FOLLOWTHROUGH_SECURE_COOKIES to false."
        )
    if settings.tls:
        return ok("Sessions are sent over TLS only.")
    return ok("Sessions are sent without TLS too, as the address has none.")


def proxies(settings: Settings) -> Finding:
    """Whether limits can tell people behind a proxy apart."""
    if trusted := listed(settings.trusted_proxies):
        return ok(f"Where a request comes from is believed of {', '.join(trusted)} only.")
    if settings.url.startswith("https:"):
        return look(
            "Everybody seems to come from the proxy before the server, and shares its limits. Set "
            "FOLLOWTHROUGH_TRUSTED_PROXIES to its address."
        )
    return ok("No proxy is believed.")


def names(settings: Settings) -> Finding:
    """What the server answers to."""
    return ok(f"It answers to {', '.join(sorted(settings.names))}.")


def sign_up(settings: Settings) -> Finding:
    """Who may begin an account."""
    if settings.sign_up == "open":
        return look("Anybody may begin an account. Set FOLLOWTHROUGH_SIGN_UP to invite unless that is meant.")
    return ok("Only the invited begin an account." if settings.sign_up == "invite" else "Nobody begins an account.")


def unread(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Variables that look like ours and are not: a slip leaves the default in force."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            yield look(f"{name} is no setting, so it does nothing. README names the settings.")
