"""Measurements against ground truth; each prints a table and can write JSON."""
