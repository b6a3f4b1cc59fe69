"""The evaluator's own view, asked last and kept apart from the score: the question and its four worded choices."""

QUESTION = "Knowing all this, would you let them speak for you?"
APART = "Your own view, kept apart from the score"
REASON = "In one or two sentences, why?"
IMPRESSIONS = {"definitely_not": "Definitely not", "no": "No", "yes": "Yes", "definitely": "Definitely"}
