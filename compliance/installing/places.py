"""Where an installation lies on a machine."""

from pathlib import Path

from compliance.shipped import shipped

NAME = "compliance"
UNITS = Path("/etc/systemd/system")
UNIT = UNITS / f"{NAME}.service"
WANTED = UNITS / "multi-user.target.wants" / UNIT.name
"""The link that starts the service with the machine; `systemctl enable` makes the same one."""
CHANGES = UNITS / f"{UNIT.name}.d"
"""The operator's own changes to the unit, as `systemctl edit` writes them."""
DEVICES = CHANGES / "devices.conf"
SETTINGS = Path("/etc") / NAME
SITE = SETTINGS / "site.toml"
CREDENTIALS = SETTINGS / "credentials"
STATE = Path("/var/lib") / NAME
HELD = Path("/var/lib/private") / NAME
"""Where systemd keeps the state of a service whose user is made at its start; STATE leads here."""
SHARE = Path("/usr/local/share") / NAME
"""Leads to what is shipped, whichever folder the program and its Python are in."""

SHIPPED = shipped("config")
PROGRAM = Path("/opt") / NAME / "bin" / NAME
"""What the shipped unit starts; another program's path takes its place."""
