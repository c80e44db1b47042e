"""Entry point; imports nothing until called, since every pixel process loads this module too."""


def main() -> None:
    """Run the command line."""
    from compliance.cli import app  # noqa: PLC0415 - pixel processes must not load the command line

    app()


if __name__ == "__main__":
    main()
