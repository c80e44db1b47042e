"""A program that the service's user could not start is refused beforehand."""

from pathlib import Path

import pytest

from compliance.errors import InstallError
from compliance.installing.program import (
    Program,
    require_reachable,
    require_readable,
    this_program,
)

OPT = Path("/opt/compliance")


ROOTS = Path("/root")


@pytest.mark.parametrize("folder", [ROOTS / "venv", "/home/me/venv", "/run/user/1/v"])
def test_a_folder_that_the_service_does_not_see_is_refused(folder: str | Path) -> None:
    with pytest.raises(InstallError, match="hidden from the service") as caught:
        require_reachable(Program(OPT / "bin/compliance", (OPT, Path(folder))))
    assert "python3 -m venv /opt/compliance" in caught.value.hint


@pytest.mark.parametrize("name", ["my venv", "100%", 'a"b', "a\\b", "é"])
def test_a_path_that_a_unit_file_would_read_otherwise_is_refused(name: str) -> None:
    with pytest.raises(InstallError, match="no plain path"):
        require_reachable(Program(Path("/opt") / name / "bin/compliance", ()))


def test_a_folder_of_its_own_is_reachable() -> None:
    require_reachable(Program(OPT / "bin/compliance", (OPT, Path("/usr"))))


def test_a_name_that_only_begins_like_a_hidden_one_is_reachable() -> None:
    require_reachable(Program(Path("/homes/c/bin/compliance"), (Path("/rootless"),)))


def test_a_program_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="there is no program"):
        require_readable(Program(tmp_path / "compliance", ()))


def test_a_folder_that_only_its_owner_may_enter_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "compliance"
    program.touch(mode=0o755)
    tmp_path.chmod(0o700)
    with pytest.raises(InstallError, match="only some users may enter"):
        require_readable(Program(program, ()))


def test_this_program_names_its_interpreter_and_its_code() -> None:
    program = this_program()
    assert program.path.name == "compliance"
    assert len(program.folders) == 3
