# One cluster of ipyparallel engines, from its start to its end: a controller here, in the batch
# step, and the engines through the launcher.
#
# What it does is told in the job's directory: status.json (where it stands, one JSON object),
# controller.log and engines.log. The connection files are in profile/security while it runs.
#
