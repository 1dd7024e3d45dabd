"""Who keeps to what: every interaction against every system that may answer it, release by release."""
