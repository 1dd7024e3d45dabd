"""Does an order survive anything? Every crash point of a few flows, and thousands of schedules."""
