"""Commands for whoever runs the importer: its processes, its deployments, its keys, and how long things are kept."""
