"""Would anybody notice? Answers are changed in every way a release might, and the contracts must object."""
