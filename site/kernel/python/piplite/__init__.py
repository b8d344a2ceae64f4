"""JupyterLite's kernel asks for this module. Here it installs nothing: all that the course needs is there."""
