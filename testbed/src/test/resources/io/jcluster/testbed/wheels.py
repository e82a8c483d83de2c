"""Makes two wheels of what Debian has installed, for pip without a network: ipyparallel, with all that it needs inside,
and mpi4py. Argument: the directory for them."""

import os
import sys
import zipfile
from importlib.metadata import version

DEBIAN = "/usr/lib/python3/dist-packages"
NEEDED = """IPython asttokens backcall comm dateutil debugpy decorator entrypoints executing ipykernel jedi
    jupyter_client jupyter_core matplotlib_inline nest_asyncio packaging parso pexpect pickleshare platformdirs
    prompt_toolkit psutil ptyprocess pure_eval pygments six stack_data tornado tqdm traitlets typing_extensions wcwidth
    zmq""".split()


def files_of(name):
    for path in (os.path.join(DEBIAN, name), os.path.join(DEBIAN, name + ".py")):
        if os.path.isfile(path):
            yield path
        for directory, subdirectories, files in os.walk(path):
            subdirectories[:] = [one for one in subdirectories if one not in ("__pycache__", "tests")]
            for file in files:
                yield os.path.join(directory, file)


def wheel(directory, name, tag, modules):
    info = "%s-%s.dist-info" % (name, version(name))
    with zipfile.ZipFile(os.path.join(directory, "%s-%s-%s.whl" % (name, version(name), tag)), "w") as archive:
        written = []
        for module in modules:
            for path in files_of(module):
                written.append(os.path.relpath(path, DEBIAN))
                archive.write(path, written[-1])
        for file, text in (
                ("METADATA", "Metadata-Version: 2.1\nName: %s\nVersion: %s\n" % (name, version(name))),
                ("WHEEL", "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: false\nTag: %s\n" % tag)):
            written.append(info + "/" + file)
            archive.writestr(written[-1], text)
        written.append(info + "/RECORD")
        archive.writestr(written[-1], "".join(one + ",,\n" for one in written))


os.makedirs(sys.argv[1])
wheel(sys.argv[1], "ipyparallel", "py3-none-any", ["ipyparallel"] + NEEDED)
wheel(sys.argv[1], "mpi4py", "py3-none-any", ["mpi4py"])
