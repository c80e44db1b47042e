"""Where counts are: supervise, add, release, store, publish. Nothing here sees an array."""
