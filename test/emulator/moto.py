"""moto's server, with state machines that run: it only records them unless it is told otherwise before it starts."""
import sys

from moto.core.config import default_user_config
from moto.server import main

default_user_config["stepfunctions"]["execute_state_machine"] = True
main(["--host", "127.0.0.1", "--port", sys.argv[1]])
