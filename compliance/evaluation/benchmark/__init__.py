"""What the product costs, measured side by side with bare decoding and the classic pipeline."""
