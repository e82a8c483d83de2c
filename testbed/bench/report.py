"""A result as a person reads it, and as JSON."""


def text(name, result, load):
    width = max(len(moment) for way in result.contest.ways for moment in [way.name, *result.moments(way.name)]) + 4
    yield f"{name}: {len(result.rounds)} rounds, all ways in turn; load {load[0]} before, {load[1]} after"
    if result.contest.note:
        yield f"  {result.contest.note}"
    yield f"  {'seconds':{width}} {'median':>7}   {'min – max':>15}"
    for way in result.contest.ways:
        yield f"  {way.name:{width}} {_seconds(result.end(way.name))}"
        moments = result.moments(way.name)
        if len(moments) > 1:
            for moment, spread in moments.items():
                yield f"    {moment:{width - 2}} {_seconds(spread)}"
    yield "  how many times as long the rival takes: of the medians (round by round: min – median – max)"
    for rivalry in result.contest.rivalries:
        medians, each = result.ratio(rivalry)
        yield f"    {rivalry.title()}   {medians:.2f}   ({each.least:.2f} – {each.median:.2f} – {each.most:.2f})"


def figures(name, parts, load):
    yield f"{name}: load {load[0]} before, {load[1]} after"
    for heading, measured in parts.items():
        yield f"  {heading}"
        if isinstance(measured, dict):
            for what, value in measured.items():
                yield f"    {what:48} {value:>12g}"
        else:
            for comparison in measured:
                yield from _compared(comparison)


def _compared(comparison):
    better = "more" if comparison.figure.more_is_better else "less"
    first, *others = comparison.contenders()
    yield (f"    {comparison.figure.name}: {len(comparison.rounds)} rounds, all in turn; {better} is better; "
           f"times as good as {first}: of the medians (round by round: min – median – max)")
    for contender in (first, *others):
        spread = comparison.spread(contender)
        row = f"      {contender:28} {spread.median:9.3f}   {spread.least:8.3f} – {spread.most:8.3f}"
        if contender != first:
            medians, each = comparison.times_as_good(contender)
            row += f"   {medians:6.2f}   ({each.least:.2f} – {each.median:.2f} – {each.most:.2f})"
        yield row


def figures_json(parts):
    return {heading: measured if isinstance(measured, dict) else {it.figure.name: it.rounds for it in measured}
            for heading, measured in parts.items()}


def json_value(result, load):
    ratios = []
    for rivalry in result.contest.rivalries:
        medians, each = result.ratio(rivalry)
        ratios.append({"ours": rivalry.ours, "rival": rivalry.rival, "moment": rivalry.moment or "end",
                       "of_medians": medians, "min": each.least, "median": each.median, "max": each.most})
    return {"load": load, "note": result.contest.note, "rounds": result.rounds, "rival_takes_times_as_long": ratios}


def _seconds(spread):
    return f"{spread.median:7.3f}   {spread.least:6.3f} – {spread.most:6.3f}"
