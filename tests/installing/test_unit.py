"""The installed unit: another program, and changes by hand told apart."""

from pathlib import Path

from compliance.installing.places import PROGRAM, SHIPPED
from compliance.installing.unit import Standing, sealed, standing

TEMPLATE = (SHIPPED / "systemd" / "compliance.service").read_text(encoding="utf-8")


def test_the_unit_starts_the_program_that_was_installed() -> None:
    unit = sealed(TEMPLATE, Path("/srv/counting/bin/compliance"))
    assert "ExecStart=/srv/counting/bin/compliance run /etc/compliance/site.toml\n" in unit
    assert str(PROGRAM) not in unit


def test_nothing_else_is_changed() -> None:
    seal, _, body = sealed(TEMPLATE, PROGRAM).partition("\n")
    assert seal.startswith("# Written by compliance install")
    assert body == TEMPLATE


def test_an_installed_unit_is_known_as_ours() -> None:
    assert standing(sealed(TEMPLATE, PROGRAM)) is Standing.OURS


def test_an_older_versions_unit_is_known_as_ours() -> None:
    assert standing(sealed("[Service]\nType=simple\n", PROGRAM)) is Standing.OURS


def test_a_change_by_hand_is_noticed() -> None:
    changed = sealed(TEMPLATE, PROGRAM).replace("WatchdogSec=60", "WatchdogSec=600")
    assert standing(changed) is Standing.CHANGED


def test_a_unit_without_our_seal_is_foreign() -> None:
    assert standing(TEMPLATE) is Standing.FOREIGN
    assert standing("") is Standing.FOREIGN
