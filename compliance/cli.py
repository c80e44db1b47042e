"""The command line: the only file that prints for operators. Each command loads its own side."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from compliance import __version__
from compliance.cli_audit import audit
from compliance.cli_backup import backup, restore
from compliance.cli_doctor import doctor, support_bundle
from compliance.cli_evaluation import ModelsFolder, evaluate, evaluate_counting
from compliance.cli_install import install, uninstall
from compliance.cli_papers import notice, privacy_report
from compliance.cli_preview import preview
from compliance.cli_privacy import self_test
from compliance.cli_report import Csv, Json, Site, compare, measured_by, report, show, trend
from compliance.cli_token import token
from compliance.cli_training import train
from compliance.counts.report import By
from compliance.errors import ComplianceError
from compliance.logs import failure_object, is_journal
from compliance.models import SHIPPED_MODELS
from compliance.stopping import reload_on_hangup, stop_on_signals
from compliance.terminal import bar, complain, err, say

DEMO_FOLDER = Path("compliance-demo")

app = typer.Typer(
    help="Anonymous compliance statistics: camera streams in, pooled counts out, no pixel kept.",
    epilog="Begin with: compliance check-config site.toml --probe",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command line; a fault an operator can mend is told in words, with exit code 1."""
    try:
        app()
    except ComplianceError as error:
        if is_journal(2, os.environ):
            print(failure_object(str(error)), file=sys.stderr)
            sys.exit(1)
        complain(error)
        sys.exit(1)
    except BrokenPipeError:  # whoever read the output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Print what is asked for without a command."""
    if version:
        say(__version__)
        raise typer.Exit


@app.command()
def run(site: Site) -> None:
    """Count at a site until stopped with Ctrl-C or SIGTERM; SIGHUP has it read the file again."""
    from compliance import config, console, daemon, logs
    from compliance.reload import Again

    settings = config.load(site, os.environ)
    secrets = set(settings.secrets)
    logs.log_to_stderr(secrets, os.environ)

    def reread() -> config.Config:
        found = config.load(site, os.environ)
        secrets.update(found.secrets)
        logs.log_to_stderr(secrets, os.environ)
        return found

    # The journal holds objects and no counts; what follows is for a person.
    tell = (lambda _: None) if is_journal(1, os.environ) else say
    stop = stop_on_signals()
    daemon.run(
        settings,
        stop,
        on_start=lambda port: tell(console.greeting(settings, site, port)),
        on_release=lambda release: tell(console.release_line(release)),
        again=Again(reload_on_hangup(stop), reread),
    )
    tell("Stopped; everything counted is kept.")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where its files and database go.")] = DEMO_FOLDER,
) -> None:
    """Count the bundled street in a folder of its own, to see how it all looks."""
    from compliance.demo import prepared

    run(prepared(folder))


@app.command("example-config")
def example_config() -> None:
    """Print a configuration in which every key is explained, to start one's own from."""
    from compliance.shipped import shipped

    print((shipped("config") / "site.example.toml").read_text(encoding="utf-8"), end="")


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A video file.")],
    start: Annotated[
        str, typer.Option(help="Time of the first frame with its offset: 2026-01-05T08:00+01:00.")
    ],
    area: Annotated[str, typer.Option(help="The area it shows.")] = "site",
    bucket_minutes: Annotated[int, typer.Option(help="Length of a bucket, 20 or more.")] = 60,
    minimum_count: Annotated[int, typer.Option(help="Fewest passages published, 5 or more.")] = 10,
    database: Annotated[
        str, typer.Option(help="Keep the counts here, such as sqlite:///counts.db.")
    ] = "",
    time_zone: Annotated[
        str, typer.Option(help="Time zone of its times, such as Europe/Paris.")
    ] = "UTC",
    models: ModelsFolder = SHIPPED_MODELS,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Count a recording without a configuration, then print its report."""
    from compliance import console, logs
    from compliance.moments import moment, zone_named
    from compliance.replay import Replay
    from compliance.replay import replay as count

    logs.log_to_stderr((), os.environ)
    zone = zone_named(time_zone)
    begin = moment("--start", start)
    order = Replay(file, begin, area, bucket_minutes, minimum_count, database, models)
    with bar(file.name) as advance:
        releases = count(order, advance, stop_on_signals())
    show([releases], By.RELEASE, zone, measured_by(models), as_csv=as_csv, as_json=as_json)
    if not releases:
        err.print(console.nothing_released(minimum_count))


@app.command("check-config")
def check_config(
    site: Site,
    probe: Annotated[bool, typer.Option("--probe", help="Open every camera as well.")] = False,
) -> None:
    """Check a configuration, every fault at once."""
    from compliance import config, daemon
    from compliance.counts.web.doorway import open_doorway

    settings = config.load(site, os.environ)
    models = daemon.checked_models(settings)
    open_doorway(settings.http_host, settings.exposure)
    daemon.noise_of(settings)
    say(f"{site}: no fault found. Cameras: {len(settings.cameras)}, areas: {len(settings.areas)}.")
    if probe:
        from compliance import probing

        is_good = True
        for result in probing.probe_all(settings.cameras, models):
            say(str(result))
            is_good = is_good and result.is_good
        if not is_good:
            raise typer.Exit(1)


app.command()(report)
app.command()(compare)
app.command()(trend)


@app.command()
def migrate(site: Site) -> None:
    """Bring the database to this version's tables; `run` does it by itself."""
    from compliance import config
    from compliance.counts.store import open_store

    settings = config.load_for_store(site, os.environ)
    with open_store(settings.database.url, settings.site):
        say(f"{settings.database.label} is up to date.")


app.command()(install)
app.command()(uninstall)
app.command()(backup)
app.command()(restore)
app.command()(doctor)
app.command("support-bundle")(support_bundle)


@app.command()
def inspect(
    images: Annotated[
        list[str], typer.Argument(help="Photographs, a folder of them, or - to read names.")
    ],
    models: ModelsFolder = SHIPPED_MODELS,
    as_json: Json = False,
) -> None:
    """Find and judge the faces in photographs."""
    from compliance import console
    from compliance.pixels.inspect import inspect_images, paths_from

    broken = 0
    for result in inspect_images(paths_from(images, sys.stdin), models):
        broken += bool(result.error)
        print(result.to_json() if as_json else console.faces_text(result), flush=True)
    if broken:
        err.print(f"{broken} could not be read.")
        raise typer.Exit(1)


@app.command()
def simulate(
    faces: Annotated[Path, typer.Argument(help="Folder of frontal portraits.")],
    video: Annotated[Path, typer.Argument(help="The mp4 to write; its truth goes beside it.")],
    masks: Annotated[Path | None, typer.Option(help="Folder of mask templates.")] = None,
    seconds: Annotated[float, typer.Option(help="Length of the clip, 16 or more.")] = 60.0,
    people: Annotated[int, typer.Option(help="How many walk through.", min=0)] = 24,
    seed: Annotated[int, typer.Option(help="Another number is another street.")] = 1,
) -> None:
    """Render a street of people whose masks are known, as a clip with its truth."""
    from compliance.evaluation.street import simulate as street
    from compliance.evaluation.street.plan import StreetSettings
    from compliance.evaluation.street.portraits import read_portraits
    from compliance.evaluation.street.templates import read_templates
    from compliance.pixels.inspect import face_finder

    settings = StreetSettings(seed=seed, seconds=seconds, people=people)
    truth = video.with_suffix(".truth.json")
    with bar(video.name) as advance:
        street.simulate(
            settings,
            read_portraits(faces, face_finder(SHIPPED_MODELS)),
            video,
            truth,
            templates=read_templates(masks) if masks else (),
            progress=lambda done, total: advance(done / total),
        )
    say(f"Wrote {video} and {truth}.")


app.command()(evaluate)
app.command("evaluate-counting")(evaluate_counting)
app.command()(train)
app.command()(preview)
app.command()(audit)
app.command()(token)
app.command("self-test")(self_test)
app.command("privacy-report")(privacy_report)
app.command()(notice)
