"""Who is who: people look at people."""
