import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import startStateMachine from '#actions/start-state-machine/action';
import { templateProblems } from '#checks/invariants/templates';
import { readWorkEnded, workEndedPattern } from '#core/action/work-kinds';
import { defineRunbook, step } from '#define/index';
import { deployed } from './deployed.ts';

const arnOf = (name: string) => `arn:aws:states:eu-central-1:111122223333:stateMachine:${name}`;
const runbook = defineRunbook({
  id: 'orders-stuck',
  owner: 'team-orders',
  why: 'Orders wait for what a state machine of the team mends.',
  when: { alarms: ['orders-stuck'] },
  steps: ['mend-orders', 'mend-more'].map((name) =>
    step(startStateMachine, { stateMachine: `${arnOf(name)}:live` }),
  ),
  page: { instructions: 'Look at the queue.' },
});

test('the end of an execution goes to the function that began it, which may end the wait of its step', async () => {
  const { foundation, runbooks } = await deployed({ runbooks: { 'orders-stuck': {} }, modes: {} }, [runbook]);
  runbooks.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        executionArn: ['mend-more', 'mend-orders'].map((name) => ({
          prefix: `${arnOf(name).replace(':stateMachine:', ':execution:')}:`,
        })),
      },
    },
    Targets: [
      Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('StartStateMachine'), 'Arn'] },
        DeadLetterConfig: Match.anyValue(),
      }),
    ],
  });
  const stacks = [foundation, runbooks].map((template, index) => ({
    stack: `nightshift-sandbox-${index === 0 ? 'foundation' : 'runbooks'}`,
    text: JSON.stringify(template.toJSON()),
  }));
  expect(templateProblems('environments/sandbox.ts', stacks)).toEqual([]);
});

// The events of https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
const automation = {
  source: 'aws.ssm',
  'detail-type': 'EC2 Automation Execution Status-change Notification',
  detail: { ExecutionId: '333ba70b', Definition: 'runcommand1', DefinitionVersion: 1.0, Status: 'Success' },
};
const command = {
  source: 'aws.ssm',
  'detail-type': 'EC2 Command Status-change Notification',
  detail: { 'command-id': 'e8d3c0e4', 'document-name': 'AWS-RunShellScript', status: 'TimedOut' },
};

test('reads which work has ended, and how, from the event of its kind and from no other', () => {
  expect(readWorkEnded('automation', automation)).toMatchObject({ work: '333ba70b', state: 'succeeded' });
  expect(readWorkEnded('command', command)).toMatchObject({ work: 'e8d3c0e4', state: 'failed' });
  expect(readWorkEnded('command', automation)).toBeUndefined();
  const running = { ...command, detail: { ...command.detail, status: 'InProgress' } };
  for (const other of [running, {}, null, 'text', { 'detail-type': command['detail-type'] }])
    expect(readWorkEnded('command', other)).toBeUndefined();
});

test('a name that an alarm fills in is matched by the pattern that its runbook allows', () => {
  expect(workEndedPattern('automation', ['mend-*', 'restart']).detail).toMatchObject({
    Definition: [{ wildcard: 'mend-*' }, 'restart'],
  });
});
