"""Pages of blueprints."""
