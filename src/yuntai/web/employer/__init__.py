"""The pages of employers' operators."""
