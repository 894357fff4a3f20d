"""Modelled heritage specimens: procedural forms, a simulated scanner, known damage and rendered photographs.

Nothing here is a copy of a real relic. Every form is a pure function of ``(seed, detail)`` in metres, +Y up, base
centre at the origin, front towards +Z; the same arguments give the same arrays.
"""
