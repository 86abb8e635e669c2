"""Results: what a finished run counted, labelled, kept in a folder, and said in words."""
