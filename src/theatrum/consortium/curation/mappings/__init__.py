"""What a center's people mended once: texts and what they were written as, done again in later imports."""
