"""What is read from a run: tables, chart, plots, sentences. Nothing here is a widget."""
