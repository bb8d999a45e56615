"""The candidate's way in: QR, who am I, waiting for the nod."""
