"""The command ./bench."""

import argparse
import json
import os
import signal
import sys

from bench import cli, client, connect, line, machine, mpi, report, scheduler, submit
from bench.contest import Unmeasured, hold
from bench.product import Product

# Each has a first line that says what it is, a number of rounds, and prepare(product): a context that is a contest.
BENCHMARKS = {"cli": cli, "submit": submit, "connect": connect}

# Each has a first line that says what it is, and measure(product, rounds, say): by heading, figures by name that have no
# rival, or comparisons.
MEASUREMENTS = {"scheduler": scheduler, "line": line, "client": client, "mpi": mpi}
ALL = BENCHMARKS | MEASUREMENTS


def main(words):
    options = _parser().parse_args(words)
    unknown = [name for name in options.names if name not in ALL]
    if unknown:
        print(f"bench: no benchmark is called {', '.join(unknown)}; there are: {', '.join(ALL)}",
              file=sys.stderr)
        return 2
    # Told to end, it takes down what it has booted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _measure(options)
    except KeyboardInterrupt:
        return 130


def _measure(options):
    facts = machine.facts()
    if not options.json:
        print("  ".join(f"{name}: {value}" for name, value in facts.items()), flush=True)
    results, failed = {}, []
    for name in options.names or ALL:
        before = machine.load()
        try:
            if name in MEASUREMENTS:
                figures = MEASUREMENTS[name].measure(Product(options.dist), options.runs, lambda text: _say(f"{name}: {text}"))
                load = (before, machine.load())
                results[name] = {"load": load, "figures": report.figures_json(figures)}
                if not options.json:
                    print("\n" + "\n".join(report.figures(name, figures, load)), flush=True)
                continue
            benchmark = BENCHMARKS[name]
            with benchmark.prepare(Product(options.dist)) as contest:
                result = hold(contest, options.runs or benchmark.ROUNDS, lambda text: _say(f"{name}: {text}"))
        except (Unmeasured, OSError) as failure:
            _say(f"bench: {name} COULD NOT BE MEASURED: {failure}")
            failed.append(name)
            continue
        load = (before, machine.load())
        results[name] = report.json_value(result, load)
        if not options.json:
            print("\n" + "\n".join(report.text(name, result, load)), flush=True)
    if options.json:
        print(json.dumps({"machine": facts, "benchmarks": results, "failed": failed}, indent=2))
    return 1 if failed else 0


def _say(text):
    print(text, file=sys.stderr, flush=True)


def _parser():
    parser = argparse.ArgumentParser(
        prog="bench", description="Measures jcluster against what one would do without it, in turn in one run.",
        epilog="\n".join(f"  {name:9} {it.__doc__.splitlines()[0]}" for name, it in ALL.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them when none is named")
    parser.add_argument("--json", action="store_true", help="print one JSON object, every single figure in it")
    parser.add_argument("--runs", type=_at_least_one, metavar="N", help="rounds, in place of each benchmark's own number")
    parser.add_argument("--dist", type=os.path.abspath, metavar="DIR",
                        help="measure this distribution instead of building the checkout")
    return parser


def _at_least_one(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number
