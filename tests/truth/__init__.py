"""Pairs of surveys with exactly known change: the truth that comparisons are judged by."""
