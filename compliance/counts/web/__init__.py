"""What is served over HTTP: probes, metrics and released figures, behind one guard."""
