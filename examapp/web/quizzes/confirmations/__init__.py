"""Each inspector confirms the results from an own session: on the own phone, or on the same tablet in between."""
