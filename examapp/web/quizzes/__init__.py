"""Pages of spot quizzes: tablet, joining, hand-over, inspections, records, rectifications."""
