"""What has changed in what a system says of itself, whether that breaks anything, and for whom."""
