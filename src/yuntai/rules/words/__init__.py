"""What people write about their case: values read from Chinese phrases, labels mapped to facts."""
