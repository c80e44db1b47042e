"""Section 4: risks to the people concerned, and the measures (GDPR article 35(7)(c) and (d))."""

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.papers.document import Block, Box, Heading, Paragraph, Table
from compliance.papers.facts import Facts
from compliance.papers.reach import in_short


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that could happen to somebody, and what stands against it."""

    name: str
    source: str
    harm: str
    measures: str
    """With the promises of annex A that show them."""
    remains: str


RISKS = (
    Risk(
        "Somebody is recognised in pictures",
        "attacker over the network, curious operator, thief",
        "being watched, exposed, followed",
        "no picture outside one process's memory; the process is locked by the kernel "
        "(promises 3, 4)",
        "root on the machine reads memory; the camera's own stream is as safe as its network; the "
        "preview shows pictures to who sets a camera up",
    ),
    Risk(
        "Somebody is singled out in published figures",
        "acquaintance, colleague, employer",
        "conclusions about one's conduct; discipline",
        "pooling to a minimum, no overlapping releases, no finer channel; outcomes withheld where "
        "all did alike, unless switched off, or noise on every count (promises 1, 5)",
        "that outcomes were withheld says that all did alike, and which way is often guessed; a "
        "small fixed group that always passes together",
    ),
    Risk(
        "Somebody is followed over time or places",
        "operator, several sites together",
        "profile of movements",
        "no embedding, no identifier; a face is followed by position, for seconds (promise 8)",
        "none in the data; cameras and recorders of others are outside the product",
    ),
    Risk(
        "The purpose creeps",
        "operator, later management",
        "use for discipline, recognition, advertising",
        "no function for it exists; columns and records are closed lists (promises 2, 3)",
        "somebody can replace the software; the sign would then be untrue",
    ),
    Risk(
        "Wrong figures lead to wrong decisions",
        "errors of the models, bad camera places, few people",
        "groups blamed or trusted wrongly",
        "intervals, corrected rates, coverage, unknown share (promise 10)",
        "errors may differ between kinds of people, masks and light; no group has a measured score "
        "of its own",
    ),
    Risk(
        "A camera's password leaks",
        "reader of a log, metric, process list, report",
        "others watch the camera",
        "passwords are kept out of sight in every encoding (promise 7)",
        "who may read the configuration's environment or credentials folder",
    ),
    Risk(
        "Stored figures are read, changed or lost",
        "thief, failing disk, other users of the machine",
        "little for a person: groups only; open sums may concern few",
        "files for the owner alone; one writer; expired rows erased in the bytes (promise 6)",
        "no encryption by the product; the operator's disk encryption and backups",
    ),
    Risk(
        "A library or a codec is used to break in",
        "attacker on the camera's network, malicious dependency",
        "pictures of the moment read by a stranger",
        "the process that decodes can send nothing but integer records (promise 3)",
        "lies about counts; answers to the camera itself; a fault in the kernel; a malicious "
        "library in the main process, which sees counts and passwords but no picture",
    ),
    Risk(
        "People feel watched, or do not know",
        "a camera they cannot see into",
        "change of conduct, loss of trust",
        "the sign, this report, published source",
        "a camera looks the same whatever software is behind it",
    ),
)


def risks(facts: Facts) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("4. Risks, and the measures against them")
    yield Paragraph(
        "For each risk: where it comes from, whom it would harm and how, what stands against it, "
        "and what remains. How likely and how severe each is depends on the place and is for a "
        "person to judge: low, medium or high, before and after the measures."
    )
    yield Heading("4.1 Risks to rights and freedoms", 2)
    yield Table(
        ("", "Risk", "Source", "Harm", "What remains"),
        tuple(
            (f"R{number}", risk.name, risk.source, risk.harm, risk.remains)
            for number, risk in enumerate(RISKS, 1)
        ),
    )
    yield Box(
        f"Likelihood and severity of R1 to R{len(RISKS)} at this site, before and after the "
        "measures; and risks that are missing from the list.",
        "Write for each: likelihood, severity, why.",
    )
    yield Heading("4.2 Measures in the product", 2)
    yield Table(
        ("Risk", "Measure"),
        tuple((f"R{number}", risk.measures) for number, risk in enumerate(RISKS, 1)),
    )
    yield from _state(facts)
    yield Box(
        "Further measures at this site, who takes them, and until when.",
        "For example: disk encryption, a separate network for the cameras, fewer cameras, a "
        "longer bucket, a higher minimum, training of those who read the figures.",
    )
    yield Box("Which risk remains, and who accepts it?")


def _state(facts: Facts) -> Iterator[Block]:
    """Yield what on this system weakens a measure, in words that are seen."""
    weak = []
    if facts.site.allow_unsandboxed:
        weak.append("`allow_unsandboxed` is set, so a pixel process may run without the lock.")
    if facts.site.homogeneous_limit is None and facts.site.noise_epsilon is None:
        weak.append("`protect_homogeneous` is off: outcomes are published where all did alike.")
    if not facts.machine.landlock:
        weak.append("The kernel of this machine has no Landlock.")
    if not facts.machine.has_seccomp:
        weak.append("The kernel of this machine has no seccomp filters.")
    if not facts.site.is_loopback or facts.site.is_behind_proxy:
        weak.append(f"The figures reach further than this machine: {in_short(facts.site)}.")
    if facts.site.forward:
        weak.append(f"Published rows are sent to another database: {facts.site.forward}.")
    if any(file.mode & 0o077 for file in facts.store.files):
        weak.append("Files of the database can be used by others than their owner.")
    if facts.self_test and not facts.self_test.is_tight:
        weak.append("The saved self-test found the lock incomplete.")
    if not facts.models.is_verified:
        weak.append("The model files are not the ones in their manifest, or could not be read.")
    weak += [
        f"Camera {state.name} runs without the lock."
        for state in facts.service.cameras
        if state.is_locked is False
    ]
    yield Heading("4.3 What weakens a measure on this system today", 2)
    yield Paragraph(" ".join(weak) if weak else "Nothing of what was looked at.")
