"""Annexes: the ten promises with their evidence, and what exactly was running."""

from collections.abc import Iterator

from compliance.models import Confusion
from compliance.papers.checks import checked_here
from compliance.papers.document import Block, Bullets, Heading, Paragraph, Table
from compliance.papers.evidence import PROMISES
from compliance.papers.facts import Facts, SelfTestFacts
from compliance.papers.wording import share, stamp


def promises(facts: Facts) -> Iterator[Block]:
    """Yield annex A."""
    yield Heading("Annex A. The ten promises and their evidence")
    yield Paragraph(
        "Each promise names tests of the product that fail if it is broken. They come with the "
        "source and can be run by anybody; they ran on the makers' machines, not on this one. What "
        "was found on this system stands under `Found here`."
    )
    found = checked_here(facts)
    for promise in PROMISES:
        yield Heading(f"{promise.number}. {promise.words}", 2)
        if promise.number in found:
            yield Paragraph(f"Found here: {' '.join(found[promise.number])}")
        yield Table(
            ("Test", "What it shows"),
            tuple((shown.test, shown.what) for shown in promise.shown),
            code=frozenset({0}),
        )
        yield Paragraph(f"Not covered: {promise.limits}")
    yield from _self_test(facts)


def _self_test(facts: Facts) -> Iterator[Block]:
    yield Heading("Self-test of the lock on this machine", 2)
    test = facts.self_test
    if test is None:
        yield Paragraph(
            "None was found. `compliance self-test --save self-test.json` attacks a locked process "
            "of this machine from inside; saved beside the database, or named with --self-test, "
            "its result stands here the next time."
        )
        return
    yield Paragraph(
        f"{test.verdict} Made {stamp(test.made)} with version {test.version} on kernel "
        f"{test.kernel} ({test.machine}), read from {test.file}."
    )
    yield Table(
        ("Ways out by way of", "Tried", "Shut"),
        tuple((group.name, str(group.tried), str(group.shut)) for group in test.groups),
    )
    if test.open_ways:
        yield Bullets(tuple(f"NOT SHUT: {way}" for way in test.open_ways))
    yield Paragraph(
        "A pixel process that was taken over could lie within its records: at most "
        f"{test.bits_per_hour / 1000:,.0f} kbit an hour to the main process, of which a published "
        f"row of 20 minutes carries {test.bits_per_release:.0f} bits{_shown(test)}."
    )


def _shown(test: SelfTestFacts) -> str:
    if not test.told_bits_per_hour:
        return ""
    return f" and metrics and log show {test.told_bits_per_hour / 1000:,.0f} kbit an hour"


def running(facts: Facts) -> Iterator[Block]:
    """Yield annex B."""
    machine = facts.machine
    yield Heading("Annex B. What exactly was running")
    yield Table(
        ("Part", "Found"),
        (
            ("Product", f"compliance {facts.version}"),
            ("Kernel", f"Linux {machine.kernel} on {machine.processor}"),
            (
                "Landlock",
                f"interface version {machine.landlock}" if machine.landlock else "NOT THERE",
            ),
            ("Seccomp filters", "there" if machine.has_seccomp else "NOT THERE"),
            ("Python", machine.python),
            *machine.versions,
        ),
    )
    yield from _models(facts)
    if facts.service.cameras:
        yield Heading("Cameras as the daemon saw them", 2)
        yield Table(
            ("Camera", "Pictures arrive", "Its process is locked"),
            tuple(
                (state.name, _yes(state.is_up), _yes(state.is_locked))
                for state in facts.service.cameras
            ),
        )


def _models(facts: Facts) -> Iterator[Block]:
    models = facts.models
    yield Heading("Models", 2)
    if models.problem:
        yield Paragraph(f"NOT AS THEY SHOULD BE: {models.problem}")
    elif models.is_verified:
        yield Paragraph("Both files are the ones that their manifest describes.")
    yield Table(
        ("Model", "Name and version", "SHA-256"),
        tuple((m.role, f"{m.name} {m.version}", m.sha256) for m in models.models),
        code=frozenset({2}),
    )
    if models.confusion:
        yield Paragraph("What they did with faces of known truth that they had not learnt from:")
        yield _confusion(models.confusion)


def _confusion(confusion: Confusion) -> Table:
    called = tuple(next(iter(confusion.values())))
    rows = []
    for true, counts in confusion.items():
        whole = sum(counts.values())
        right = share(counts.get(true, 0), whole)
        rows.append((true, *(str(counts[name]) for name in called), str(whole), right))
    return Table(("True", *(f"called {name}" for name in called), "In all", "Right"), tuple(rows))


def _yes(value: bool | None) -> str:  # noqa: FBT001 - a value to show
    return {True: "yes", False: "NO", None: "not said yet"}[value]
