"""What is taught: a folder for each notebook."""
