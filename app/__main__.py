"""The command `followthrough`; each command imports what it needs when it runs, so that a small one starts fast."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings
    from app.vetting.instrument import Instrument

commands = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Vet recruiters by how they follow up."
)
instrument = typer.Typer(no_args_is_help=True, help="Check and list a questionnaire.")
commands.add_typer(instrument, name="instrument")
audit = typer.Typer(no_args_is_help=True, help="Check the audit trail.")
commands.add_typer(audit, name="audit")
Panel = Annotated[Path, typer.Argument(metavar="PANEL.json", help="Recruiters with their forms; - is standard input.")]
Company = Annotated[str | None, typer.Option(help="The number or the name of one company; all if it is left out.")]
Anchor = Annotated[str | None, typer.Option(help="What was noted down from the page Audit trail: 214:9f3a52c177de0b14")]
Report = Annotated[Path, typer.Argument(metavar="FILE", help="A report as PDF, XLSX or JSON.")]
Kept = Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="Where to; as set, or beside the database.")]
Backup = Annotated[Path, typer.Argument(metavar="FILE|FOLDER", help="A backup, or a folder of them: the newest.")]
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Of the mails of whoever is to own it.")]
KeyFile = Annotated[Path | None, typer.Option(help="The file with the key of a sealed backup.")]
Replace = Annotated[bool, typer.Option("--replace", help="Also where there is a database; it is backed up before.")]
NewKey = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; keep it away from the server.")]
Folder = Annotated[Path, typer.Argument(metavar="PATH", help="The folder of one version of a questionnaire.")]


@instrument.command()
def check(path: Folder) -> None:
    """Read a questionnaire and print every mistake in it; exit 1 if there is one."""
    found = _read(path)
    counts = f"{len(found.dimensions)} dimensions, {len(found.facets)} facets, {len(found.items)} items"
    typer.echo(f"{found.id} {found.version}: {counts}. No mistakes.")


@instrument.command()
def index(path: Folder) -> None:
    """Print the index of a questionnaire's questions, as questionnaires/README.md holds it."""
    from app.vetting.item_index import item_index

    typer.echo(item_index(_read(path)), nl=False)


@instrument.command()
def freeze(path: Folder) -> None:
    """Print the line that freezes a new version, to be added to questionnaires/frozen.toml."""
    found = _read(path)
    typer.echo(f'"{found.id}-{found.version}" = "{found.hash}"')


@audit.command()
def verify(company: Company = None, anchor: Anchor = None) -> None:
    """Check that events are as they were written; exit 1 with the first that is not, 2 if it cannot be checked."""
    from app.verifying import told, verdicts

    raise typer.Exit(told(verdicts(_settings(), company, anchor), typer.echo))


@commands.command()
def serve() -> None:
    """Bring the database up to date and serve until stopped; the first start loads the demo search."""
    gc.disable()  # a start makes no garbage, and looking for it takes a tenth of it; `serving.run` does so again
    from app import serving, working
    from app.settings import BadSetting
    from app.vetting.reading import InstrumentMistakes

    used = _settings()
    with _or_say(BadSetting, serving.PortTaken, working.NoDatabase, InstrumentMistakes):
        listening = serving.listen(used)
        serving.prepare(used)
    host, port = listening.getsockname()[:2]
    typer.echo(f"Followthrough is at http://{host}:{port} (Ctrl+C stops it). Its data is in {used.database_shown}")
    serving.run(used, listening, typer.echo)


@commands.command()
def worker() -> None:
    """Send mail and do the daily jobs without serving pages, beside a server or alone, until stopped."""
    from app import working
    from app.settings import BadSetting

    with _or_say(BadSetting, working.NoDatabase):
        working.run(_settings(), typer.echo)


@commands.command()
def demo() -> None:
    """Bring the demo search back after it was removed."""
    from app import serving, working

    with _or_say(working.NoDatabase):
        found = serving.bring_demo(_brought_up(), again=True)
    typer.echo(f"The demo search is there: {found.title if found else ''}. “followthrough serve” shows it at /demo.")


@commands.command()
def score(panel: Panel) -> None:
    """Score the recruiters of a file and print JSON; exit 2 with a sentence for each mistake if it cannot be read."""
    import json

    from app.store.panels import panel_at
    from app.vetting.exchange import PanelMistakes, write_scores

    with _or_say(PanelMistakes, status=2):
        used, read = panel_at(panel)
    scores = write_scores(used, read.recruiters, read.weights, read.constants)
    typer.echo(json.dumps(scores, ensure_ascii=False, indent=1).encode())


@commands.command()
def rescore(company: Company = None) -> None:
    """Score every form again from what was sealed when it was submitted; exit 1 where its answers say otherwise."""
    from app.rescoring import verdicts
    from app.verifying import told

    raise typer.Exit(told(verdicts(_settings(), company), typer.echo))


@commands.command("verify")
def verify_report(file: Report) -> None:
    """Say whether a downloaded report is as it was made; exit 1 where it differs, 2 where it cannot be read."""
    from app.reports.carried import NoRecord, content_of
    from app.reports.verifying import verify
    from app.store.instruments import available, instrument

    def known(id: str, version: str) -> "Instrument | None":
        return instrument(id, version) if (id, version) in available() else None

    with _or_say(NoRecord, status=2):
        found = verify(content_of(file), known)
    for line in found.told():
        typer.echo(line)
    raise typer.Exit(1 if found.wrong else 0)


@commands.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    _brought_up()
    typer.echo("The database is up to date.")


@commands.command()
def backup(folder: Kept = None) -> None:
    """Make a backup of the database, also while it is served; exit 1 with a sentence if there is none."""
    from app.keeping import making, said, shelf
    from app.keeping.refusal import NotKept

    used = _settings()
    with _or_say(NotKept):
        made = making.make(used, (folder or shelf.shelf(used)).absolute())
    for line in said.about(made, used):
        typer.echo(line)


@commands.command()
def restore(backup: Backup, key: KeyFile = None, replace: Replace = False) -> None:
    """Check a backup and put it in place of the database; exit 1 with a sentence, and nothing changed, if it cannot."""
    from app.keeping import restoring
    from app.keeping.refusal import NotKept

    with _or_say(NotKept):
        restoring.restore(_settings(), backup, key, replace, typer.echo)


@commands.command("backup-key")
def backup_key(file: NewKey) -> None:
    """Make a key that seals backups, and print its public half for FOLLOWTHROUGH_BACKUP_KEY."""
    from app.keeping.sealing import new_key

    try:
        typer.echo(f"FOLLOWTHROUGH_BACKUP_KEY={new_key(file)}")
    except OSError as refused:
        typer.echo(f"{file} cannot be written: {refused.strerror}.", err=True)
        raise typer.Exit(1) from None


@commands.command()
def owner(address: Address, company: Company = None) -> None:
    """Name the owner of a company that has none, as a restore can leave one; a member, or somebody who is asked."""
    from app.owning import own
    from app.verifying import CannotVerify

    with _or_say(CannotVerify):
        typer.echo(own(_settings(), address, company))


@commands.command()
def doctor() -> None:
    """Say what is unsafe or missing here and how to mend it, changing nothing; exit 1 if something is unsafe."""
    from app.doctor.examination import examine
    from app.doctor.findings import summed_up

    found = []
    for finding in examine(_settings()):
        found.append(finding)
        typer.echo(str(finding))
    typer.echo(summed_up(found))
    raise typer.Exit(any(finding.level == "unsafe" for finding in found))


def _brought_up() -> "Settings":
    """The settings of a database that has the newest schema."""
    from app import working
    from app.settings import BadSetting

    used = _settings()
    with _or_say(BadSetting, working.NoDatabase):
        working.bring_up(used)
    return used


def _settings() -> "Settings":
    from app.settings import BadSetting, settings

    with _or_say(BadSetting):
        return settings()


def _read(path: Path) -> "Instrument":
    from app.store.instruments import instrument_at
    from app.vetting.reading import InstrumentMistakes

    with _or_say(InstrumentMistakes):
        return instrument_at(path)


@contextmanager
def _or_say(*wrong: type[Exception], status: int = 1) -> Iterator[None]:
    """End with a status and the sentence of what is refused."""
    try:
        yield
    except wrong as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(status) from None


def main() -> None:
    commands()


if __name__ == "__main__":
    main()
