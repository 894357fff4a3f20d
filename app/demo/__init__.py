"""The demo museum: modelled specimens, and real sample scans when their folder is given, through the real ingest."""
