"""Closed lists and controlled words."""
