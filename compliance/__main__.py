"""Entry point; imports nothing until called, since every pixel process loads this module too."""


def main() -> None:
    """Run the command line."""
    from compliance import cli  # noqa: PLC0415 - pixel processes must not load the command line

    cli.main()


if __name__ == "__main__":
    main()
