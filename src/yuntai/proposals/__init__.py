"""What one officer proposes and a second confirms: who may do what, resets, units, large exports; others add kinds of their own."""
