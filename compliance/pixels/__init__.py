"""Where pixels are: capture, detect, track, classify, tally. Nothing here stores, logs or serves."""
