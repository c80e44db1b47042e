"""Secrets: where they are found, and that they never show themselves."""

import pickle
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance.config import Config, load_for_store, parse
from compliance.credentials import Credentials
from compliance.errors import ConfigError
from compliance.redact import Redactor

SITE = Path("/srv/site.toml")
TEXT = """
site = "lyon-01"
[store]
url = "postgresql://me:${DATABASE}@db.lan/compliance"
[[cameras]]
name = "door"
source = "rtsp://admin:${DOOR}@cam.lan/${TOKEN}"
"""
SET = {"DOOR": "hunter2", "TOKEN": "t0ken", "DATABASE": "s3cret"}
passwords = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=3)


def read(text: str = TEXT, **environment: str) -> Config:
    return parse(text, SITE, environment)


def failure(text: str, **environment: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(text, **environment)
    return caught.value


def test_a_reference_is_replaced_by_the_environments_value() -> None:
    config = read(**SET)
    assert config.cameras[0].source.address == "rtsp://admin:hunter2@cam.lan/t0ken"
    assert config.database.url == "postgresql+psycopg://me:s3cret@db.lan/compliance"
    assert config.secrets == {"hunter2", "t0ken", "s3cret"}


def test_a_credential_file_serves_where_the_environment_is_silent(tmp_path: Path) -> None:
    (tmp_path / "DOOR").write_text("hunter2\n", encoding="utf-8")
    credentials = Credentials({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert credentials.expand("rtsp://u:${DOOR}@cam/") == "rtsp://u:hunter2@cam/"


def test_roots_commands_find_what_the_service_is_given(tmp_path: Path) -> None:
    (tmp_path / "DOOR").write_text("hunter2\n", encoding="utf-8")
    credentials = Credentials({}, tmp_path)
    assert credentials.expand("rtsp://u:${CAMERA_DOOR}@cam/") == "rtsp://u:hunter2@cam/"
    assert credentials.file("${CAMERA_DOOR}", tmp_path) == tmp_path / "DOOR"
    assert credentials.read == {"hunter2"}


def test_what_the_service_is_given_is_named_as_the_service_names_it(tmp_path: Path) -> None:
    (tmp_path / "DOOR").write_text("hunter2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="which is not set"):
        Credentials({}, tmp_path).expand("${DOOR}")


def test_the_environment_goes_before_the_credential_file(tmp_path: Path) -> None:
    (tmp_path / "DOOR").write_text("old", encoding="utf-8")
    credentials = Credentials({"CREDENTIALS_DIRECTORY": str(tmp_path), "DOOR": "new"})
    assert credentials.expand("${DOOR}") == "new"


def test_a_password_of_any_characters_is_encoded_for_its_address() -> None:
    expanded = Credentials({"DOOR": "p@s/s:w?d#1 %"}).expand("rtsp://u:${DOOR}@cam/")
    assert expanded == "rtsp://u:p%40s%2Fs%3Aw%3Fd%231%20%25@cam/"


def test_a_whole_address_in_one_reference_is_taken_as_it_is() -> None:
    source = (
        read(
            TEXT.replace("rtsp://admin:${DOOR}@cam.lan/${TOKEN}", "${DOOR}"),
            DOOR="rtsp://admin:hunter2@cam.lan/x",
            DATABASE="s3cret",
        )
        .cameras[0]
        .source
    )
    assert source.address == "rtsp://admin:hunter2@cam.lan/x"
    assert source.label == "${DOOR}"


def test_a_sqlite_path_is_put_in_as_it_is() -> None:
    credentials = Credentials({"STATE_DIRECTORY": "/var/lib/compliance"})
    expanded = credentials.expand("sqlite:///${STATE_DIRECTORY}/compliance.db")
    assert expanded == "sqlite:////var/lib/compliance/compliance.db"


def test_a_missing_reference_is_named_with_both_ways_to_set_it() -> None:
    message = failure(TEXT, DOOR="hunter2", DATABASE="s3cret").message
    assert "cameras[0].source" in message
    assert "names ${TOKEN}, which is not set; export TOKEN=..." in message
    assert "a file TOKEN in a folder named by CREDENTIALS_DIRECTORY" in message


def test_all_missing_references_are_named_at_once() -> None:
    message = failure(TEXT).message
    assert all(
        f"${{{name}}}, which is not set" in message for name in ("DOOR", "TOKEN", "DATABASE")
    )


def test_who_opens_the_database_alone_needs_no_secret_but_its_own(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    tables = '[http]\ncertificate = "server.crt"\nprivate_key = "${KEY}"\n'
    forward = '[forward]\nurl = "postgresql://me:${CENTRAL}@central.lan/compliance"\n'
    file.write_text(f"{TEXT}{tables}{forward}", encoding="utf-8")
    config = load_for_store(file, {"DATABASE": "s3cret"})
    assert config.database.url.endswith("://me:s3cret@db.lan/compliance")
    assert "s3cret" in config.secrets
    with pytest.raises(ConfigError, match=r"^(?!.*TOKEN)(.|\n)*DATABASE"):
        load_for_store(file, {"DOOR": "hunter2"})


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "is empty"), (b"two\nlines", "holds a line break"), (b"\xff", "cannot be read as text")],
)
def test_a_useless_credential_file_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "DOOR").write_bytes(content)
    with pytest.raises(ValueError, match=told):
        Credentials({"CREDENTIALS_DIRECTORY": str(tmp_path)}).expand("${DOOR}")


@pytest.mark.parametrize("text", ["${", "${}", "${door", "${a-b}", "${../passwd}"])
def test_what_only_looks_like_a_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the start of a reference"):
        Credentials({"a-b": "x"}).expand(f"rtsp://cam/{text}")


def test_no_name_reaches_outside_the_credentials_directory(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("root", encoding="utf-8")
    folder = tmp_path / "credentials"
    folder.mkdir()
    with pytest.raises(ValueError, match="not the start of a reference"):
        Credentials({"CREDENTIALS_DIRECTORY": str(folder)}).expand("${../passwd}")


@given(passwords)
def test_a_configurations_repr_and_labels_never_hold_its_passwords(password: str) -> None:
    secret = f"<{password}>"
    config = read(**{**SET, "DOOR": secret, "DATABASE": secret})
    assert secret not in repr(config)
    assert quote(secret, safe="") not in repr(config)
    assert config.cameras[0].source.label == "rtsp://***@cam.lan/${TOKEN}"
    assert config.database.label == "postgresql://***@db.lan/compliance"


@given(passwords)
def test_a_configurations_redactor_knows_its_passwords(password: str) -> None:
    secret = f"<{password}>"
    config = read(**{**SET, "DOOR": secret})
    shown = Redactor(config.secrets)(f"{secret} or {quote(secret, safe='')}")
    assert shown == "*** or ***"


@given(passwords, st.sampled_from(["ftp://u:{}@h/", "rtsp://u:{}@h:x/", "u:{}@h/", "rtsp:/u:{}@h"]))
def test_an_error_never_holds_the_password_of_a_wrong_address(password: str, form: str) -> None:
    assume("@" not in password or not set(password) & set("/?#"))  # else it may end the host
    secret = f"<{password}>".translate({ord("\\"): None, ord('"'): None})
    wrong = TEXT.replace("rtsp://admin:${DOOR}@cam.lan/${TOKEN}", form.format(secret))
    error = failure(wrong, **SET)
    assert secret not in "".join(traceback.format_exception(error))
    assert "***@h" in error.message


def test_a_refused_address_keeps_the_password_out_of_the_whole_traceback() -> None:
    error = failure(TEXT.replace("cam.lan", "cam.lan:port"), DOOR="hunter2", DATABASE="s3cret")
    chain = "".join(traceback.format_exception(error))
    assert error.__context__ is None
    assert "hunter2" not in chain
    assert "s3cret" not in chain


def test_a_password_in_an_unknown_key_is_not_shown() -> None:
    error = failure(TEXT + 'password = "hunter2"')
    assert "cameras[0].password: is not a known key" in error.message
    assert "hunter2" not in str(error)


def test_a_password_written_in_the_file_counts_as_a_secret() -> None:
    config = read(TEXT.replace("${DOOR}", "hunter%402"), **SET)
    assert {"hunter%402", "hunter@2"} < config.secrets


def test_a_source_reaches_its_process_whole() -> None:
    camera = read(**SET).cameras[0]
    assert pickle.loads(pickle.dumps(camera)) == camera  # noqa: S301 - our own bytes
