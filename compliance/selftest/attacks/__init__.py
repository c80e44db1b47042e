"""Every way out that is tried, by what it would be a way to."""

from compliance.selftest.attack import Attack, Bait
from compliance.selftest.attacks import channel, files, memory, network, processes, system

GROUPS = {
    "files": files.attacks,
    "network": network.attacks,
    "channel": channel.attacks,
    "processes": processes.attacks,
    "memory": memory.attacks,
    "system": system.attacks,
}


def all_attacks(bait: Bait) -> list[Attack]:
    """Return every attack, always in the same order; its place is its number."""
    return [attack for attacks in GROUPS.values() for attack in attacks(bait)]
