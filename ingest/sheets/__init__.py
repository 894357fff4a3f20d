"""Tables of strangers (CSV, TSV, XLSX) as stripped text cells, with what was noticed; no database, no Flask.

``sheet`` opens a table, ``step`` does it in a child process, ``copies`` reads what that process left, ``writing`` makes
files for spreadsheet programs, ``fonts`` and ``encodings`` know the old Vietnamese font encodings.
"""
