# The engines of a cluster of ipyparallel engines, through the launcher. The controller is a job of its
# own, in the same directory; this one ends when it does.
#
# What it does is told there, in files called by 'own' below: .said (one line, when something is wrong) and .log.
#
