"""Pictures of items by their digest."""
