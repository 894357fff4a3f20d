"""Imports of many rows: mapped, checked row by row without a question to the database for each, written, taken back.

``fields`` says what can be imported, ``mapping`` which column fills what, ``reading`` turns cells into values,
``lookups`` knows what is there already, ``planning`` decides about each row, ``writing`` carries it out, ``batches`` is
what the front door calls, ``undoing`` takes a whole batch back.
"""
