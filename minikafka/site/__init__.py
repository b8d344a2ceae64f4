"""The course in the browser alone: a folder that any web server can hand out, built from the registries."""
