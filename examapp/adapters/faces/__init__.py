"""Measuring faces: the engine in a process of its own or on another machine, and its calibration."""
