"""How cameras spoil pictures: light, colour, blur, noise, compression. Values in, values out."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

_GREY_SHARE = 0.1
_BLUR_SHARE = 0.2
_NOISE_SHARE = 0.2
_JPEG_SHARE = 0.3
_SHRINK_SHARE = 0.2


def spoil(picture: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Change light and colour always a little, the rest sometimes; same shape, uint8 BGR."""
    picture = light(picture, rng)
    if rng.random() < _GREY_SHARE:
        picture = grey(picture)
    if rng.random() < _SHRINK_SHARE:
        picture = coarse(picture, rng.uniform(0.3, 0.8))
    if rng.random() < _BLUR_SHARE:
        picture = blur(picture, rng)
    if rng.random() < _NOISE_SHARE:
        picture = noise(picture, rng.uniform(2, 14), rng)
    if rng.random() < _JPEG_SHARE:
        picture = jpeg(picture, int(rng.integers(20, 90)))
    return picture


def light(picture: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Change brightness, contrast, gamma and white balance."""
    level = np.arange(256, dtype=np.float32) / 255
    gamma = np.exp(rng.uniform(-0.4, 0.4))
    table = np.empty((1, 256, 3), np.float32)
    contrast, brightness = rng.uniform(0.65, 1.35), rng.uniform(-0.15, 0.15)
    for channel in range(3):
        balance = rng.uniform(0.9, 1.1)
        table[0, :, channel] = ((level**gamma - 0.5) * contrast + 0.5 + brightness) * balance
    return _uint8(cv2.LUT(picture, (table.clip(0, 1) * 255).astype(np.uint8)))


def grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take the colour away, as an infrared camera does."""
    return _uint8(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))


def coarse(picture: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Lose detail: shrink by `factor` and grow again."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return _uint8(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def blur(picture: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Blur as a wrong focus does, or as a movement does."""
    if rng.random() < 0.5:  # noqa: PLR2004
        return _uint8(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.6)))
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    return _uint8(cv2.filter2D(picture, -1, kernel if rng.random() < 0.7 else kernel.T))  # noqa: PLR2004


def noise(picture: NDArray[np.uint8], strength: float, rng: Generator) -> NDArray[np.uint8]:
    """Add a sensor's noise of `strength` grey levels."""
    grain = rng.normal(0, strength, picture.shape).astype(np.float32)
    return (picture.astype(np.float32) + grain).clip(0, 255).astype(np.uint8)


def jpeg(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Compress and decompress in memory."""
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _uint8(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def _uint8(picture: object) -> NDArray[np.uint8]:
    return np.asarray(picture, np.uint8)
