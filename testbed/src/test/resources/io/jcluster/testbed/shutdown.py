"""The user ends the cluster from Python: engines and controller."""
rc = connect()  # noqa: F821  in connect.py
rc.shutdown(hub=True, block=True)
