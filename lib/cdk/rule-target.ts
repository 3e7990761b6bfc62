import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { exactRole } from './role.ts';

/** What EventBridge accepts as an event's maximum age. */
const eventAgeSeconds = { least: 60, most: 86_400 };

interface Delivery {
  /** Queue for events that could not be delivered. */
  readonly deadLettersArn: string;
  /** An older event is not delivered. Limited to EventBridge's 60 seconds to a day. */
  readonly maxEventAgeSeconds: number;
}

/**
 * CDK's own targets add a statement for each rule to the dead-letter queue's policy, which is in another stack and already
 * admits the engine's rules.
 */
const delivered = ({ deadLettersArn, maxEventAgeSeconds }: Delivery): Omit<RuleTargetConfig, 'arn'> => ({
  deadLetterConfig: { arn: deadLettersArn },
  retryPolicy: {
    maximumEventAgeInSeconds: Math.min(
      Math.max(maxEventAgeSeconds, eventAgeSeconds.least),
      eventAgeSeconds.most,
    ),
    // EventBridge's maximum, so that the event's age ends the attempts.
    maximumRetryAttempts: 185,
  },
});

/** Invokes a Lambda with the whole event. */
export const lambdaTarget = (target: LambdaFunction, delivery: Delivery): IRuleTarget => ({
  bind: (rule: IRule) => {
    target.addPermission(`From${rule.node.id}`, {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.ruleArn,
    });
    return { arn: target.functionArn, ...delivered(delivery) };
  },
});

/** Starts a state machine with the whole event, with a role that may start only that one. */
export const stateMachineTarget = (target: StateMachine, delivery: Delivery): IRuleTarget => ({
  bind: (rule: IRule) => ({
    arn: target.stateMachineArn,
    role: exactRole(target, `StartedBy${rule.node.id}`, {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: 'EventBridge starts the runbook with it.',
      permissions: [{ actions: ['states:StartExecution'], resources: [target.stateMachineArn] }],
    }),
    ...delivered(delivery),
  }),
});
