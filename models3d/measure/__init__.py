"""What people measure and draw on one or two surveys: sections, profiles, contour lines, maps, drawings to scale.

Lengths are metres in arrays and millimetres on paper. Nothing here knows how a comparison was made:
``models3d.compare`` stands above this room and uses it.
"""
