"""The pages of residents: what can be done and got, applying, following one's matters, one's records."""
