"""What is written beside the pictures, or instead of them: lines and files with a label, translated by people."""
