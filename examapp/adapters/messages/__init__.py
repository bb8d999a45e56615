"""Ways to tell people something outside this system: group robots and a gateway for text messages."""
