"""The only writers of records, one file per noun."""
