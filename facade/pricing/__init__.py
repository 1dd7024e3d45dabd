"""What an item costs a customer today, and why."""
