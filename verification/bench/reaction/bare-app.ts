import { App, Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { bundleHandlers, entryPoint } from '#cdk/bundle';
import { bare, bareHandlerFile } from './names.ts';

/** The barest pipeline, for comparison only: a rule, a state machine of one state, a Lambda with one call. */

const app = new App();
const stack = new Stack(app, bare.stack);
const bundles = await bundleHandlers([bareHandlerFile]);
const restart = new LambdaFunction(stack, 'Restart', {
  functionName: bare.function,
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  handler: entryPoint.replace('handler.', 'bare-handler.'),
  code: Code.fromAsset(bundles.directory(bareHandlerFile)),
  // As much as Nightshift's have.
  memorySize: 256,
  timeout: Duration.seconds(15),
});
restart.addToRolePolicy(new PolicyStatement({ actions: ['ecs:UpdateService'], resources: ['*'] }));
new Rule(stack, 'Alarm', {
  eventPattern: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    detail: { state: { value: ['ALARM'] }, alarmName: [{ prefix: bare.alarmPrefix }] },
  },
  targets: [
    new SfnStateMachine(
      new StateMachine(stack, 'Machine', {
        stateMachineName: bare.stateMachine,
        definitionBody: DefinitionBody.fromChainable(
          new LambdaInvoke(stack, 'Restart the service', { lambdaFunction: restart }),
        ),
      }),
    ),
  ],
});
app.synth();
bundles.remove();
