"""The native surface: the door every call passes, reads, writes, subscriptions, sign-in."""
