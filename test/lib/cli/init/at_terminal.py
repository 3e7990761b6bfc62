"""Types answers into `nightshift init` at a terminal of its own: AT_FOLDER PROGRAM ANSWER... Prints what stood on the screen.

Each answer is typed once the question before it is there; `^D` ends the input, `^C` interrupts.
"""

import os
import pty
import signal
import sys

folder, program, *answers = sys.argv[1:]
signal.alarm(300)
child, screen = pty.fork()
if child == 0:
    os.chdir(folder)
    os.execvp("node", ["node", program, "init", "--no-install"])

keys = {"^D": b"\x04", "^C": b"\x03"}
shown, questions = b"", 0
while True:
    try:
        part = os.read(screen, 4096)
    except OSError:  # how Linux says that nobody is at the other end any more
        part = b""
    if not part:
        break
    shown += part
    while answers and shown.count(b"such as: ") > questions and shown.endswith(b"\n"):
        questions += 1
        answer = answers.pop(0)
        os.write(screen, keys.get(answer, answer.encode() + b"\r"))

_, status = os.waitpid(child, 0)
print(shown.decode().replace("\r\n", "\n"), end="")
print(f"exit {os.waitstatus_to_exitcode(status)}")
