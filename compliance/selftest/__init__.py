"""The self-test: a locked pixel process is attacked from inside, and every way out must be shut."""
