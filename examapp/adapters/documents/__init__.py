"""What is printed: layouts, fonts, typst in a process of its own, QR codes."""
