"""Audits: what a person saw at a camera, beside what was counted there."""
