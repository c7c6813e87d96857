"""From a frozen review to HTML, to PDF, to signatures; and back, in verification."""
