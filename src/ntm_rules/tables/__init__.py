"""Tables of communes: any file in, clean columns out, everything unclear named."""
