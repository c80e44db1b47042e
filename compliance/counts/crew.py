"""Whose processes run: the posts of the cameras that stay, come and go."""

from collections.abc import Callable, Sequence

from compliance.camera import Camera
from compliance.counts.post import Post


class Crew:
    """A post for each camera; those of cameras that are taken away work on until all is delivered.

    A camera that was changed begins anew only when what it counted before is delivered, since
    its tallies are numbered through.
    """

    def __init__(self, cameras: Sequence[Camera], post_of: Callable[[Camera], Post]) -> None:
        self._post_of = post_of
        self.cameras = tuple(cameras)
        """Those that are wanted, in the configuration's order."""
        self.posts = [post_of(camera) for camera in cameras]
        """Of the wanted cameras that have begun."""
        self.leaving: list[Post] = []

    @property
    def everyone(self) -> tuple[Post, ...]:
        """Every post that has something to do."""
        return (*self.posts, *self.leaving)

    def change(self, cameras: Sequence[Camera]) -> list[Post]:
        """Want these cameras from now on; return the posts that are to be stopped.

        A camera that is equal to one at work keeps its post.
        """
        self.cameras = tuple(cameras)
        going = [post for post in self.posts if post.camera not in self.cameras]
        self.posts = [post for post in self.posts if post.camera in self.cameras]
        self.leaving += going
        return going

    def settle(self) -> None:
        """Let go of posts that are done, and begin those that need wait for none of their name."""
        self.leaving = [post for post in self.leaving if not post.is_at_rest]
        begun = {post.camera for post in self.posts}
        awaited = {post.camera.name for post in self.leaving}
        self.posts += [
            self._post_of(camera)
            for camera in self.cameras
            if camera not in begun and camera.name not in awaited
        ]
