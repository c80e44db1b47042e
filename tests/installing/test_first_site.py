"""A first configuration: what is asked becomes a file that loads, without the password."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.camera import SourceKind
from compliance.errors import ConfigError
from compliance.installing.first_site import (
    Answers,
    demo_site,
    first_site,
    parsed,
    password_in,
    require_serviceable,
    wants_password,
)

SOURCE = "rtsp://viewer@camera.lan:554/stream"
passwords = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


def answers(source: str = SOURCE, password: str = "", camera: str = "door") -> Answers:
    return Answers("lyon-01", camera, "entrance", source, password)


def test_the_password_is_kept_in_a_file_of_its_own() -> None:
    made = first_site(answers(SOURCE, "hunter2"))
    assert made.credentials == {"DOOR_PASSWORD": "hunter2"}
    assert "rtsp://viewer:${CAMERA_DOOR_PASSWORD}@camera.lan:554/stream" in made.text
    assert "hunter2" not in made.text + repr(made)


@given(passwords)
def test_the_camera_gets_the_password_as_it_was_typed(password: str) -> None:
    made = first_site(answers(password=password))
    config = parsed(made.text, made.credentials)
    assert password in config.secrets


def test_a_password_pasted_with_the_address_is_taken_out_of_it() -> None:
    made = first_site(answers("rtsp://viewer:p%40ss@camera.lan/x"))
    assert made.credentials == {"DOOR_PASSWORD": "p@ss"}
    assert "p%40ss" not in made.text


def test_a_reference_in_an_address_stays_a_reference() -> None:
    assert password_in("rtsp://viewer:${CAMERA_OTHER}@camera.lan/x") == ""


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (SOURCE, True),
        ("rtsp://camera.lan/x", False),
        ("rtsp://viewer:hunter2@camera.lan/x", False),
        ("/dev/video0", False),
        ("rtsp://[broken", False),
    ],
)
def test_a_password_is_asked_for_where_a_user_is_named_alone(source: str, wanted: bool) -> None:  # noqa: FBT001
    assert wants_password(source) is wanted


def test_the_name_of_the_file_is_one_that_systemd_and_the_configuration_take() -> None:
    made = first_site(answers(SOURCE, "hunter2", "back.door-2"))
    assert list(made.credentials) == ["BACK_DOOR_2_PASSWORD"]


def test_everything_is_written_where_the_service_may_write() -> None:
    for made in (first_site(answers(SOURCE, "hunter2")), demo_site()):
        require_serviceable(parsed(made.text, made.credentials))


@pytest.mark.parametrize("name", ['a"b', "a b", "", "a\nb"])
def test_an_answer_that_cannot_be_used_is_told_with_its_key(name: str) -> None:
    with pytest.raises(ConfigError, match=r"cameras\[0\].name"):
        first_site(answers(camera=name))


def test_a_recording_is_left_to_the_operator() -> None:
    with pytest.raises(ConfigError, match="time of its first frame"):
        first_site(answers("/srv/monday.mp4"))


def test_a_device_needs_to_be_let_in() -> None:
    assert first_site(answers("/dev/video0")).needs_devices
    assert not first_site(answers()).needs_devices


def test_the_demo_is_the_bundled_street() -> None:
    made = demo_site()
    config = parsed(made.text, {})
    assert config.cameras[0].source.kind is SourceKind.FILE
    assert config.cameras[0].source.address.endswith("/demo/street.mp4")
    assert config.cameras[0].recording is not None


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("", "store.url"),
        ('[store]\nurl = "sqlite:////srv/c.db"', "store.url"),
        ('[store]\nurl = "sqlite:////var/lib/compliance/c.db"', "backup.folder"),
    ],
)
def test_a_database_where_the_service_may_not_write_is_refused(table: str, key: str) -> None:
    text = f'site = "x"\n{table}\n[[cameras]]\nname = "d"\nsource = "rtsp://camera.lan/x"\n'
    with pytest.raises(ConfigError, match=key) as caught:
        require_serviceable(parsed(text, {}))
    assert "/var/lib/compliance/compliance.db" in caught.value.hint


def test_a_database_server_is_none_of_the_services_files() -> None:
    text = 'site = "x"\n[store]\nurl = "postgresql://db.lan/c"\n[[cameras]]\nname = "d"\n'
    require_serviceable(parsed(text + 'source = "rtsp://camera.lan/x"\n', {}))


def test_the_text_is_toml() -> None:
    assert tomllib.loads(first_site(answers()).text)["site"] == "lyon-01"
