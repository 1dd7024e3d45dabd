"""What a verification came to, as the files that others read: JUnit, SARIF, Markdown."""

from contracts.findings.junit import junit as junit_of
from contracts.findings.sarif import sarif as sarif_of
from contracts.findings.summary import summary as summary_of

__all__ = ["junit_of", "sarif_of", "summary_of"]
