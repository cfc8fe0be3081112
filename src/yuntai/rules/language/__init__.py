"""The words that a policy is written in: kinds of values, operations and what each means, dated parameters, workdays."""
