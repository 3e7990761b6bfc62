"""LocalStack runs functions in Docker. Here each environment of a function is a Node process that speaks its protocol."""

import importlib
import os
import pathlib
import socket
import subprocess

worker = str(pathlib.Path(__file__).parent / "worker.mjs")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def install(logs, aws_endpoint):
    """@param logs: folder for what functions print; @param aws_endpoint: what their AWS calls go to."""
    from localstack import config
    from localstack.services.lambda_.invocation import runtime_executor
    from localstack.services.lambda_.invocation.executor_endpoint import ExecutorEndpoint

    class ProcessExecutor(runtime_executor.RuntimeExecutor):
        def __init__(self, id, function_version):
            super().__init__(id, function_version)
            self.port = free_port()
            self.executor_endpoint = ExecutorEndpoint(
                id, container_address="127.0.0.1", container_port=self.port
            )
            self.log = os.path.join(logs, f"{function_version.id.function_name}-{id}.log")
            self.process = None

        def start(self, env_vars):
            self.executor_endpoint.start()
            code = str(self.function_version.config.code.get_unzipped_code_location())
            env = {
                "PATH": os.environ["PATH"],
                **{name: str(value) for name, value in env_vars.items()},
                "LAMBDA_TASK_ROOT": code,
                "WORKER_PORT": str(self.port),
                "AWS_ENDPOINT_URL": aws_endpoint,
            }
            with open(self.log, "wb") as log:
                self.process = subprocess.Popen(
                    ["node", worker], env=env, cwd=code, stdout=log, stderr=log, stdin=subprocess.DEVNULL
                )
            self.executor_endpoint.wait_for_startup()

        def stop(self):
            if self.process:
                self.process.kill()
                self.process.wait()
            self.executor_endpoint.shutdown()

        def get_address(self):
            return "127.0.0.1"

        def get_endpoint_from_executor(self):
            return "127.0.0.1"

        def get_runtime_endpoint(self):
            port = config.GATEWAY_LISTEN[0].port
            return f"http://127.0.0.1:{port}{self.executor_endpoint.get_endpoint_prefix()}"

        def invoke(self, payload):
            return self.executor_endpoint.invoke(payload)

        def get_logs(self):
            with open(self.log, errors="replace") as log:
                return log.read()

        @classmethod
        def prepare_version(cls, function_version):
            if function_version.config.code:
                function_version.config.code.prepare_for_execution()

        @classmethod
        def cleanup_version(cls, function_version):
            pass

        @classmethod
        def validate_environment(cls):
            return True

    # Each of these modules has imported the function by its name.
    for module in (
        "invocation.runtime_executor",
        "invocation.execution_environment",
        "invocation.version_manager",
        "invocation.lambda_service",
        "provider",
    ):
        loaded = importlib.import_module(f"localstack.services.lambda_.{module}")
        if hasattr(loaded, "get_runtime_executor"):
            loaded.get_runtime_executor = lambda: ProcessExecutor
