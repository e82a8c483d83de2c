interface={{interface}}           # network interface of the controller; empty: found below
ports={{ports}}                   # FIRST-LAST ports of the controller; empty: any
curve={{curve}}                   # encrypt what controller, engines and clients say to each other
