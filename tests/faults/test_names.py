"""A camera known by its name, where names can no longer be looked up."""

from pathlib import Path

from tests.clips import numbered, write_clip
from tests.faults.namespaces import played


def test_a_camera_whose_name_is_gone_goes_on_and_returns_with_its_name(tmp_path: Path) -> None:
    film = write_clip(tmp_path / "film.mp4", frames=50, paint=numbered)
    came = played("tests.faults.nameless", str(film), needs=("mount",))
    assert came["went_on"]
    assert came["noticed_seconds"] < 10
    assert "UNREACHABLE" in came["faults"] or "TIMEOUT" in came["faults"]
    assert came["back_seconds"] < 10
