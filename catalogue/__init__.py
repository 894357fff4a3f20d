"""What is known: typed records, rules, search, exchange; no files, no HTTP."""
