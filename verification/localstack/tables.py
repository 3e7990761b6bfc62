"""LocalStack's DynamoDB is a Java program that it would download. moto's server stands in its place."""


def install(port):
    from localstack.services.dynamodb.server import DynamodbServer

    DynamodbServer.get = staticmethod(lambda: DynamodbServer(port, host="127.0.0.1"))
    DynamodbServer.start_dynamodb = lambda self: True
    DynamodbServer.stop_dynamodb = lambda self: None
    DynamodbServer.check_dynamodb = lambda self, expect_shutdown=False: None
    DynamodbServer.wait_for_dynamodb = lambda self: None
