"""Steps done below a root that is not the machine's."""

from pathlib import Path

import pytest

from compliance.errors import InstallError
from compliance.installing.carry_out import carry_out
from compliance.installing.found import Kind, look
from compliance.installing.places import CREDENTIALS, SITE, UNIT
from compliance.installing.steps import Keep, MakeFolder, MakeLink, Remove, Run, WriteFile

ROOT = Path("/")


def test_a_folder_gets_its_mode_whatever_it_was(tmp_path: Path) -> None:
    for mode in (0o755, 0o700):
        carry_out(MakeFolder(CREDENTIALS, mode), tmp_path)
        assert look(tmp_path).entries[CREDENTIALS].mode == mode


def test_a_file_is_written_whole_with_its_mode(tmp_path: Path) -> None:
    for text in ("site = 'a'", "é" * 9):
        carry_out(WriteFile(SITE, 0o640, text), tmp_path)
        entry = look(tmp_path).entries[SITE]
        assert (entry.kind, entry.mode, entry.text) == (Kind.FILE, 0o640, text)
    assert [path.name for path in (tmp_path / "etc/compliance").iterdir()] == ["site.toml"]


def test_a_link_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    for target in ("/srv/a", "/srv/b"):
        carry_out(MakeLink(UNIT, Path(target)), tmp_path)
        assert look(tmp_path).entries[UNIT].text == target


def test_removing_a_link_leaves_what_it_leads_to(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    carry_out(MakeLink(UNIT, kept), tmp_path)
    carry_out(Remove(UNIT), tmp_path)
    assert kept.is_dir()
    assert UNIT not in look(tmp_path).entries


def test_a_folder_is_removed_with_all_in_it_and_what_is_gone_is_no_fault(tmp_path: Path) -> None:
    carry_out(WriteFile(SITE, 0o644, "x"), tmp_path)
    for _ in range(2):
        carry_out(Remove(SITE.parent), tmp_path)
    assert SITE not in look(tmp_path).entries


def test_what_is_kept_is_not_touched(tmp_path: Path) -> None:
    carry_out(Keep(SITE), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_credentials_that_are_there_are_read(tmp_path: Path) -> None:
    carry_out(WriteFile(CREDENTIALS / "DOOR", 0o600, "hunter2\n"), tmp_path)
    found = look(tmp_path)
    assert found.credentials == {"DOOR": "hunter2"}
    assert "hunter2" not in repr(found)


def test_a_step_that_fails_is_named_with_its_cause(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("no folder")
    with pytest.raises(InstallError, match="could not write /etc/compliance/site"):
        carry_out(WriteFile(SITE, 0o644, "x"), tmp_path)


def test_a_command_that_fails_is_told_in_its_own_words() -> None:
    with pytest.raises(InstallError, match=r"could not run ls /no/such: ls: .*/no/such"):
        carry_out(Run(("ls", "/no/such")), ROOT)
