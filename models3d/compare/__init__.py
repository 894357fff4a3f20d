"""Two surveys of one object: how far the later stands from the earlier, what of it is change, how sure we are.

Order of work (``models3d.comparison`` strings it together):
``epochs`` two scans made comparable -> ``models3d.register`` later onto earlier -> ``closest`` (C2M), ``cylinders``
(M3C2) distances at core points of the earlier survey -> ``detection`` level of detection and what exceeds it ->
``regions`` with area, ``volume``, statistics -> ``deformation`` told from loss -> pictures, drawings, report.

Frame of every array: the earlier survey's own file frame, in metres. Sign: later minus earlier along the earlier
surface's outward normal; loss is negative. NaN is "no data", never "no change".
"""
