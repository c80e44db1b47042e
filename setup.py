"""Builds the wheel with what lies beside the package in a checkout: see compliance/shipped.py."""

from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("models", "migrations", "config")


class WithShipped(build_py):
    """Copies the folders into the package; an editable install finds them where they are."""

    def run(self) -> None:
        """Build as ever, then copy."""
        super().run()
        if self.editable_mode:
            return
        for name in SHIPPED:
            target = Path(self.build_lib) / "compliance" / "shipped" / name
            rmtree(target, ignore_errors=True)
            copytree(name, target, ignore=ignore_patterns("__pycache__", "*.db*", "backups"))


setup(cmdclass={"build_py": WithShipped})
