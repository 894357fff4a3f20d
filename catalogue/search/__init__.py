"""Looking for records: full text without accents, facets, typing errors, and building the index anew."""
