"""Job workers: which recipe runs for which job kind, and who carries the ids."""
