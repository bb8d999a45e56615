"""Paper blueprints."""
