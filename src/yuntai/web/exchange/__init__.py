"""What came from other offices, with its limit; what was sent back."""
