"""
The AWS CLI, as it is. Its commands run in one process, by its own entry point: starting it anew for each would take longer than
all its work. A test starts the program itself once as well.
"""
import contextlib
import io
import re
import shlex

from awscli.clidriver import create_clidriver

driver = create_clidriver()


def run(command, **values):
    words = [re.sub(r"\{(\w+)\}", lambda name: values[name[1]], word) for word in shlex.split(command)]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = driver.main(words)
        except SystemExit as exit:
            code = exit.code
    return code, out.getvalue().strip(), err.getvalue().strip()


def aws(command, **values):
    code, out, err = run(command, **values)
    assert code == 0, f"aws {command}: {code}: {err}"
    return out


def fails(error, command, **values):
    code, _, err = run(command, **values)
    assert code not in (0, None) and f"({error})" in err, f"aws {command}: {code}: {err}"
