"""One person: facts taken in, what is still open, questions, the answer with its trace."""
