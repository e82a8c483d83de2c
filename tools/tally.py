"""What the tests said: counts the reports that surefire wrote, and keeps the counts of several runs.

usage: tally.py add FILE NAME CHECKOUT     appends the counts of the reports in CHECKOUT, and removes the reports
       tally.py sum FILE                   prints a table of them; exit status 1 when anything failed or nothing ran
"""

import glob
import json
import os
import sys
import xml.etree.ElementTree

KINDS = ("passed", "failed", "skipped")


def add(file, name, checkout):
    modules, failures = {}, []
    for report in sorted(glob.glob(os.path.join(glob.escape(checkout), "*", "target", "surefire-reports", "TEST-*.xml"))):
        module = modules.setdefault(os.path.relpath(report, checkout).split(os.sep)[0], dict.fromkeys(KINDS, 0))
        for case in xml.etree.ElementTree.parse(report).getroot().iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                kind = "failed"
                failures.append(f"{case.get('classname')}.{case.get('name')}")
            else:
                kind = "skipped" if case.find("skipped") is not None else "passed"
            module[kind] += 1
        os.unlink(report)
    with open(file, "a", encoding="utf-8") as out:
        print(json.dumps({"name": name, "modules": modules, "failures": failures}), file=out)


def total(file):
    with open(file, encoding="utf-8") as lines:
        runs = [json.loads(line) for line in lines]
    sums = dict.fromkeys(KINDS, 0)
    for run in runs:
        print(f"  {run['name']}")
        for module, counts in run["modules"].items():
            print(f"    {module:<17}" + "".join(f"{counts[kind]:>6} {kind}" for kind in KINDS))
            for kind in KINDS:
                sums[kind] += counts[kind]
        if not run["modules"]:
            print("    no test ran")
        for failure in run["failures"]:
            print(f"    FAILED {failure}")
    print()
    print(", ".join(f"{sums[kind]} {kind}" for kind in KINDS))
    return 1 if sums["failed"] or not all(run["modules"] for run in runs) else 0


if __name__ == "__main__":
    sys.exit(add(*sys.argv[2:]) if sys.argv[1] == "add" else total(sys.argv[2]))
