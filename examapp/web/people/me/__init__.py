"""The pages of people who are examined: sign in, what is due, begin."""
