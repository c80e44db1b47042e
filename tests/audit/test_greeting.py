"""The address as a code to scan, and who the terminal says can reach it."""

import cv2
import numpy as np
import pytest

from compliance.attended.address import own_address
from compliance.audit.greeting import address, code

URL = "https://192.168.100.200:8720/abcdefghijklmnopqrstuvwxyz012345/"
_HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8720/t/"])
def test_the_code_reads_as_the_address(url: str) -> None:
    lines = code(url)
    assert len({len(line) for line in lines}) == 1
    halves = np.array([[_HALVES[sign] for sign in line] for line in lines])  # (rows, columns, 2)
    modules = halves.transpose(0, 2, 1).reshape(-1, halves.shape[1])
    picture = np.kron(1 - modules, np.ones((8, 8))).astype(np.uint8) * 255
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert found == url


def test_it_fits_a_terminal_of_eighty_columns() -> None:
    assert len(code(URL)[0]) <= 80
    assert len(code(URL)) <= 24


@pytest.mark.parametrize(
    ("host", "is_encrypted", "url"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:8720/t/"),
        ("192.168.0.7", True, "https://192.168.0.7:8720/t/"),
        ("fe80::1", False, "http://[fe80::1]:8720/t/"),
        ("door.lan", True, "https://door.lan:8720/t/"),
    ],
)
def test_the_address_is_the_one_that_is_listened_on(
    host: str,
    is_encrypted: bool,  # noqa: FBT001
    url: str,
) -> None:
    assert address(host, 8720, "t", is_encrypted=is_encrypted) == url


def test_where_everything_is_listened_to_the_machines_own_address_is_told() -> None:
    everywhere = address("0.0.0.0", 8720, "t", is_encrypted=False)  # noqa: S104
    assert everywhere == f"http://{own_address()}:8720/t/"
    assert "0.0.0.0" not in everywhere  # noqa: S104
    assert not own_address().startswith("127.")
