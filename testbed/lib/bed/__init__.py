"""A small cluster on one machine: a laptop, a login node, a controller and compute nodes, each in its own namespaces."""
