# The controller of a cluster of ipyparallel engines. The engines are a job of their own, which waits
# in the queue by itself; this one ends when it does.
#
# What it does is told in the cluster's directory: status.json (where it stands, one JSON object) and
# controller.log. The connection files are in profile/security while it runs.
#
