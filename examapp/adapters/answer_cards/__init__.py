"""Answer cards on paper: printed by typst, found and measured on photos and scans by OpenCV in a process of its own."""
