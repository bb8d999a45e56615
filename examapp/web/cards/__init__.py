"""Pages of quizzes on paper: print, hand out, photograph, rule on doubtful rows, have people sign the reading."""
