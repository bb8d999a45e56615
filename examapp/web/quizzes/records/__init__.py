"""Finished records: for the bureau and the enterprise, and the public page behind the QR."""
