"""Unbraid's window."""
