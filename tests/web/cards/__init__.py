"""Pages of quizzes on paper."""
