"""What is done to install, upgrade and uninstall, as a list of steps."""

from pathlib import Path

import pytest

from compliance.errors import InstallError
from compliance.installing.first_site import FirstSite
from compliance.installing.found import Entry, Found, Kind
from compliance.installing.places import (
    CREDENTIALS,
    DEVICES,
    HELD,
    PROGRAM,
    SETTINGS,
    SHARE,
    SHIPPED,
    SITE,
    STATE,
    UNIT,
    WANTED,
)
from compliance.installing.plan import Wanted, install, require_known, uninstall
from compliance.installing.steps import Keep, MakeFolder, MakeLink, Remove, Run, WriteFile
from compliance.installing.unit import sealed

OURS, OLDER = sealed("[Service]\nType=notify\n", PROGRAM), sealed("[Service]\n", PROGRAM)
FIRST = FirstSite("site = 'x'", {"DOOR_PASSWORD": "hunter2"})
WANTED_NOW = Wanted(OURS, "[Service]\nPrivateDevices=no\n", FIRST)
RELOAD, RESTART = (Run(("systemctl", "daemon-reload")), Run(("systemctl", "restart", "compliance")))
INSTALLED = {
    SETTINGS: Entry(Kind.FOLDER, 0o755),
    CREDENTIALS: Entry(Kind.FOLDER, 0o700),
    SITE: Entry(Kind.FILE, 0o644, "site = 'mine'"),
    SHARE: Entry(Kind.LINK, 0o777, str(SHIPPED)),
    WANTED: Entry(Kind.LINK, 0o777, str(UNIT)),
    UNIT: Entry(Kind.FILE, 0o644, OURS),
    STATE: Entry(Kind.LINK, 0o777, "private/compliance"),
    HELD: Entry(Kind.FOLDER, 0o700),
}


def found(**changed: Entry | None) -> Found:
    entries = INSTALLED | {{"unit": UNIT, "wanted": WANTED, "share": SHARE, "site": SITE,
                            "credentials": CREDENTIALS}[key]: entry
                           for key, entry in changed.items()}  # fmt: skip
    return Found({path: entry for path, entry in entries.items() if entry})


def test_on_a_bare_machine_everything_is_made_in_an_order_that_never_exposes_a_secret() -> None:
    assert install(Found(), WANTED_NOW) == [
        MakeFolder(SETTINGS, 0o755),
        MakeFolder(CREDENTIALS, 0o700),
        WriteFile(CREDENTIALS / "DOOR_PASSWORD", 0o600, "hunter2\n"),
        WriteFile(SITE, 0o644, FIRST.text),
        MakeLink(SHARE, SHIPPED),
        MakeLink(WANTED, UNIT),
        WriteFile(UNIT, 0o644, OURS),
        RELOAD,
        RESTART,
    ]


def test_a_second_time_nothing_is_changed_and_the_service_starts_anew() -> None:
    steps = install(found(), WANTED_NOW)
    assert [step for step in steps if not isinstance(step, Keep)] == [RELOAD, RESTART]
    assert {step.path for step in steps if isinstance(step, Keep)} >= {SITE, UNIT, CREDENTIALS}


def test_an_upgrade_writes_the_unit_alone() -> None:
    steps = install(found(unit=Entry(Kind.FILE, 0o644, OLDER)), WANTED_NOW)
    changes = [step for step in steps if not isinstance(step, Keep)]
    assert changes == [WriteFile(UNIT, 0o644, OURS), RELOAD, RESTART]


def test_a_link_to_an_older_pythons_folder_is_led_anew() -> None:
    older = Entry(Kind.LINK, 0o777, "/opt/compliance/lib/python3.10/shipped/config")
    assert MakeLink(SHARE, SHIPPED) in install(found(share=older), WANTED_NOW)


def test_a_folder_of_credentials_that_was_opened_is_closed_again() -> None:
    opened = Entry(Kind.FOLDER, 0o755)
    assert MakeFolder(CREDENTIALS, 0o700) in install(found(credentials=opened), WANTED_NOW)


def test_a_service_that_was_disabled_stays_so() -> None:
    steps = install(found(wanted=None), WANTED_NOW)
    assert not [step for step in steps if isinstance(step, MakeLink)]
    assert steps[-1] == Run(("systemctl", "try-restart", "compliance"))


def test_a_first_attempt_that_broke_off_is_finished_by_the_next() -> None:
    steps = install(found(unit=None), WANTED_NOW)
    assert steps[-3:] == [WriteFile(UNIT, 0o644, OURS), RELOAD, RESTART]


def test_a_camera_of_the_machine_is_let_in() -> None:
    wanted = Wanted(OURS, "[Service]\n", FirstSite("x", needs_devices=True))
    assert WriteFile(DEVICES, 0o644, "[Service]\n") in install(Found(), wanted)


def test_below_another_root_nothing_is_run() -> None:
    wanted = Wanted(OURS, "", FIRST, is_machine=False)
    steps = [*install(Found(), wanted), *uninstall(found(), purge=True, is_machine=False)]
    assert not [step for step in steps if isinstance(step, Run)]


def test_what_need_not_start_is_not_started() -> None:
    assert install(Found(), Wanted(OURS, "", FIRST, starts=False))[-1] == RELOAD


def test_a_unit_changed_by_hand_is_not_overwritten() -> None:
    changed = Entry(Kind.FILE, 0o644, OURS + "Nice=5\n")
    with pytest.raises(InstallError, match="changed by hand") as caught:
        install(found(unit=changed), WANTED_NOW)
    assert "systemctl edit compliance" in caught.value.hint


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        (UNIT, Entry(Kind.FILE, 0o644, "[Service]\n")),
        (UNIT, Entry(Kind.LINK, 0o777, "/dev/null")),
        (SHARE, Entry(Kind.FOLDER, 0o755)),
        (SITE, Entry(Kind.FOLDER, 0o755)),
        (CREDENTIALS, Entry(Kind.LINK, 0o777, "/srv/secrets")),
        (SETTINGS, Entry(Kind.FILE, 0o644)),
        (SITE, Entry(Kind.OTHER, 0o644)),
    ],
)
def test_what_somebody_else_made_is_refused(path: Path, entry: Entry) -> None:
    state = Found({path: entry})
    with pytest.raises(InstallError, match=str(path)):
        require_known(state)
    with pytest.raises(InstallError, match=str(path)):
        uninstall(state, purge=True)


def test_without_a_configuration_or_answers_nothing_is_planned() -> None:
    with pytest.raises(InstallError, match="there is no /etc/compliance/site"):
        install(Found(), Wanted(OURS, ""))


def test_uninstalled_the_configuration_and_the_data_stay() -> None:
    steps = uninstall(found(), purge=False)
    assert steps[0] == Run(("systemctl", "stop", "compliance"))
    assert [step.path for step in steps if isinstance(step, Remove)] == [WANTED, UNIT, SHARE]
    assert {step.path for step in steps if isinstance(step, Keep)} == {SETTINGS, STATE}


def test_purged_nothing_stays() -> None:
    removed = [step.path for step in uninstall(found(), purge=True) if isinstance(step, Remove)]
    gone = [p for p in INSTALLED if any(p.is_relative_to(path) for path in removed)]
    assert gone == list(INSTALLED)


def test_where_nothing_is_nothing_is_undone() -> None:
    assert uninstall(Found(), purge=True) == []


def test_data_left_by_an_uninstall_can_be_purged_later() -> None:
    left = Found({path: INSTALLED[path] for path in (SETTINGS, SITE, STATE, HELD)})
    assert uninstall(left, purge=True) == [Remove(SETTINGS), Remove(STATE), Remove(HELD)]


def test_no_step_shows_a_secret() -> None:
    told = " ".join(f"{step} {step!r}" for step in install(Found(), WANTED_NOW))
    assert "hunter2" not in told
