"""What was done, in plain words: a sentence for every action of the audit trail, and the kinds there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.forget_told import THEIRS
from app.store.trail import Event
from app.store.trail_things import ERASED, Thing, Things

BY_ITSELF = "Followthrough"  # who did what nobody in particular did
RECRUITER = "The recruiter"  # by the page on what was found about them

# action → what was done; `{}` is the thing. After a bar: what is said where they did it to what is theirs.
DEEDS: Mapping[str, str] = {
    "account:keys": "turned the keys of the form on or off",
    "account:rename": "changed their name",
    "answer:save": "changed an answer in {}",
    "audit:export": "downloaded the audit trail",
    "company:export": "took out everything of the company",
    "company:found": "founded the company",
    "company:rename": "renamed the company",
    "company:second_factor": "changed whether everybody needs a second factor",
    "company:restore": "put everything back as it was in a backup",
    "demo:remove": "removed the demo search",
    "factor:remove": "removed their second factor",
    "factor:renew_codes": "made new recovery codes",
    "factor:set_up": "set up a second factor",
    "flag:decide": "decided on a flag of {}",
    "invitation:decline": "declined to answer",
    "invitation:erase": "erased {} for good",
    "invitation:export": "took out what is held about {}",
    "invitation:make": "invited {}",
    "invitation:open": "opened their link",
    "invitation:remind": "reminded {}",
    "invitation:resend": "sent {} a new link|asked for a new link",
    "invitation:revoke": "took back the link of {}",
    "invitation:silence": "asked for no more reminders",
    "member:erase": "erased a member for good",
    "member:export": "took out what is held about {}|took out what is held about them",
    "member:invite": "invited {} to join",
    "member:invite_again": "sent {} a new link to join",
    "member:join": "joined the company",
    "member:remove": "removed {} from the company",
    "member:revoke": "took back the invitation of {}",
    "member:role": "changed what {} may do",
    "message:again": "tried {} again",
    "message:mark": "noted {} as sent",
    "own_page:make": "told {} what was found",
    "own_page:open": "opened the page on what was found about {}",
    "own_page:revoke": "took back the page on what was found about {}",
    "password:change": "changed their password",
    "password:reset": "set a new password by a link",
    "practice:rate": "rated an example call for practice in {}",
    "proof:attach": "attached a proof to what was found about {}",
    "proof:remove": "removed a proof from what was found about {}",
    "recruiter:erase": "erased a recruiter for good",
    "recruiter:export": "took out what is held about {}",
    "recruiter:rename": "put the name of {} right",
    "remark:write": "replied to what was found about {}",
    "report:keep": "kept a report of {}",
    "report:remove": "removed a kept report of {}",
    "response:begin": "began {}",
    "response:change": "took {} back to change it",
    "response:relate": "said what they are to the recruiter, in {}",
    "response:reopen": "reopened {}",
    "response:submit": "submitted {}",
    "response:withdraw": "deleted what they had answered",
    "retention:run": "deleted what was too old",
    "search:add": "added recruiters to {}",
    "search:open": "opened the search {}",
    "search:people": "chose the people of {}",
    "search:weigh": "saved weights for {}",
    "session:begin": "signed in",
    "session:end": "signed out",
    "session:end_all": "signed out everywhere else",
    "session:prove": "showed again who they are",
    "session:switch": "went on in this company",
    "sign_in_link:make": "asked for a link by mail",
    "sign_in_link:use": "used a sign-in link",
    "vetting:renew": "renewed the score of {}",
    "view:save": "changed the overall impression in {}",
}

# kind → its name on the page, and the nouns its actions begin with
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "searches": ("Searches", ("search", "practice", "report", "demo")),
    "recruiters": ("Recruiters", ("recruiter", "vetting", "own_page", "remark", "proof")),
    "invitations": ("Invitations to answer", ("invitation",)),
    "forms": ("Forms and answers", ("response", "answer", "view", "flag")),
    "members": ("Company and members", ("company", "member", "audit", "retention")),
    "accounts": ("Accounts and signing in", ("account", "password", "factor", "session", "sign_in_link")),
    "mail": ("Mail", ("message",)),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a sentence in three parts, of which the middle one is a link where `path` is not ""."""

    event: Event
    who: str
    before: str
    thing: str
    after: str
    path: str

    @property
    def does(self) -> str:
        return f"{self.before}{self.thing}{self.after}"


def told(event: Event, people: Mapping[int, str], things: Things) -> Told:
    """The event in words. `things` holds its subject and, where it was done by a link, whose link it was."""
    thing, own = things[event.subject], _is_own(event, things[event.subject])
    said, _, own_said = DEEDS.get(event.action, event.action).partition("|")
    before, named, after = (own_said if own and own_said else said).partition("{}")
    shown = thing.own if own and thing.own else thing.words
    return Told(event, _who(event, people, things), before, shown if named else "", after, thing.path if named else "")


def _who(event: Event, people: Mapping[int, str], things: Things) -> str:
    if event.by_itself:
        return RECRUITER if event.action in THEIRS else BY_ITSELF
    if event.member_id is not None:
        name = people.get(event.member_id) or ERASED
    else:
        name = things[f"invitation {event.invitation_id}"].words
    return name[:1].upper() + name[1:]


def _is_own(event: Event, thing: Thing) -> bool:
    """Whether it was done to one's own form, link or account; by a link nothing else can be done."""
    if event.member_id is None:
        return event.invitation_id is not None
    return event.member_id == thing.member_id


def subjects(event: Event) -> list[str]:
    """What has to be looked up to tell of an event."""
    return [event.subject, *([f"invitation {event.invitation_id}"] if event.invitation_id else [])]


def saying(text: str) -> frozenset[str]:
    """The actions whose words, or names, hold all of these words."""
    wanted = text.lower().split()
    return frozenset(
        action for action, said in DEEDS.items() if all(one in f"{said} {action}".lower() for one in wanted)
    )


def of_kind(kind: str) -> frozenset[str]:
    """The actions of a kind."""
    return frozenset(action for action in DEEDS if action.partition(":")[0] in KINDS[kind][1])
