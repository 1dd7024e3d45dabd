"""The native surface: SOAP page services, one codeunit, their descriptions, and who may call them."""
