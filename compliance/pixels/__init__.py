"""Where pixels are: from capture to tally. Nothing here stores, logs or serves."""
