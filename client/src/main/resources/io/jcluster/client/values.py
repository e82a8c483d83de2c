"""Values between Python and a client that is not Python, as JSON. See PythonValues."""
import base64
import json
import sys
import types

TAG = "__jcluster__"


def shown(value):
    """The value for a reply: encoded here, so that what has no JSON form is an error and not a lost reply."""
    from IPython.display import JSON

    return JSON({"v": encode(value)})


def read(expression):
    """The value of the user's expression, among the user's names."""
    from IPython import get_ipython

    return eval(compile(expression, "<expression>", "eval", 0, True), get_ipython().user_ns)


def given(text):
    """The value of a request."""
    return json.loads(text, object_hook=untagged)


def encode(value):
    try:
        text = json.dumps(value, default=listed, allow_nan=False)
    except (TypeError, ValueError):
        text = None  # NaN, infinity, bytes, or an error that is raised below
    if text is None or TAG in text:
        text = json.dumps(tagged(value), default=listed, allow_nan=False)
    return text


def listed(value):
    """A NumPy array or scalar in Python's own types."""
    plain = value.tolist() if type(value).__module__.partition(".")[0] == "numpy" else value
    if type(plain) is type(value):
        raise TypeError(f"a {type(value).__name__} has no JSON form; ask for numbers, text, lists or dicts")
    return plain


def tagged(value):
    if isinstance(value, float):
        if value != value:
            return {TAG: "float", "value": "NaN"}
        if value in (float("inf"), float("-inf")):
            return {TAG: "float", "value": "Infinity" if value > 0 else "-Infinity"}
        return value
    if isinstance(value, (bytes, bytearray)):
        return {TAG: "bytes", "value": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if isinstance(value, dict):
        if TAG in value:
            return {TAG: "items", "value": [[str(key), tagged(item)] for key, item in value.items()]}
        return {key: tagged(item) for key, item in value.items()}
    if value is None or isinstance(value, (str, int)):
        return value
    return tagged(listed(value))


def untagged(found):
    kind = found.get(TAG)
    if kind == "float":
        return float(found["value"])
    if kind == "bytes":
        return base64.b64decode(found["value"])
    if kind == "items":
        return dict(found["value"])
    return found


module = types.ModuleType(__name__)
module.__dict__.update(shown=shown, read=read, given=given)
sys.modules[__name__] = module
