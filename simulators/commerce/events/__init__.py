"""What the shop says outward: native documents, notices, the record for the auditor."""
