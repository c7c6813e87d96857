"""Keys, signatures and verification of frozen reports; needs neither a workspace nor a network."""
