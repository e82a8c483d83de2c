# The engines of a cluster of ipyparallel engines, through the launcher. The controller is a job of its
# own, in the same directory; this one ends when it does.
#
# What it does is told there: engines.said (one line, when something is wrong) and engines.log.
#
