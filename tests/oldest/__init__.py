"""A real Chromium 79, driven by its own protocol: `make oldest` fetches it and lets it answer a paper."""
