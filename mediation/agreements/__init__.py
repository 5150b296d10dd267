"""What the parties agree, as rows; the paper made from them; who signs it; when it takes effect."""
