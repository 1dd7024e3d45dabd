"""The product's wire: SOAP 1.1 envelopes, what callers send, what they get, how it is described."""
