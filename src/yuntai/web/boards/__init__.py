"""The supervisors' boards: red and yellow cards, the log, draws, ratings, the promises."""
