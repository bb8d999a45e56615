"""Papers answered on paper: where each box of an answer card stands, and what marks in the boxes mean."""
