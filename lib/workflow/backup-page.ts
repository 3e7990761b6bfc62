import { backupSubject } from '#core/page/message';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { names } from './names.ts';
import type { State } from './states.ts';
import { backupTopic, environment, placeholder } from './substitutions.ts';

/** Paths in CloudWatch's event: which alarm changed its state, and when. */
const event = {
  alarmArn: '$$.Execution.Input.resources[0]',
  alarmName: '$$.Execution.Input.detail.alarmName',
  since: '$$.Execution.Input.detail.state.timestamp',
} as const;

/** The form of each of them. Checked before use, since a missing path would kill the execution. */
const looks: ReadonlyArray<readonly [path: string, like: string]> = [
  [event.alarmArn, 'arn:*:cloudwatch:*:*:alarm:*'],
  [event.alarmName, '*'],
  [event.since, '*-*-*T*:*:*.*+0000'],
];

/**
 * CloudWatch's alarm names have no control characters, and a definition can't remove them. An event with a name that could
 * imitate our lines, or write to a terminal, is not CloudWatch's, and is paged without the name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const forged = ['\n', '\r', '\u001b'].map((character) => ({
  Not: { Variable: event.alarmName, StringMatches: `*${character}*` },
}));

/**
 * The page without any code of ours, for when the page function or everything failed. It uses only the event and the execution,
 * and computes the key from them, like `lib/core/page/key.ts`.
 */
export const backupPath = (runbook: DeployedRunbook): Record<string, State> => ({
  [names.backupChoice]: {
    Type: 'Choice',
    Comment: 'The page itself failed. Its key is made of the alarm and the moment, if the event says them.',
    Choices: [
      {
        And: [
          ...looks.flatMap(([Variable, StringMatches]) => [
            { Variable, IsPresent: true },
            { Variable, IsString: true },
            { Variable, StringMatches },
          ]),
          ...forged,
        ],
        Next: names.backupPage,
      },
    ],
    Default: names.backupPageUnnamed,
  },
  [names.backupPage]: publish({
    who: `States.Format('an alarm of ${runbook.id}: {}', ${event.alarmName})`,
    key: `States.Format('{}|{}', ${event.alarmArn}, ${event.since})`,
  }),
  [names.backupPageUnnamed]: publish({
    who: `'an alarm of ${runbook.id}'`,
    key: '$$.Execution.Id',
  }),
});

/**
 * Publishes to the backup topic without a Lambda. The key is last, after all untrusted text. It is one short ASCII text for
 * every kind of phone, except for the alarm's name: a definition can neither shorten a text nor replace a character.
 */
function publish(page: { readonly who: string; readonly key: string }): State {
  const key = `States.Format('nightshift/${placeholder(environment)}/{}', States.Hash(${page.key}, 'SHA-256'))`;
  const text = 'Nightshift could not send its page. Please take over: {}\n\nExecution {}\nKey {}';
  return {
    Type: 'Task',
    Comment: 'Publishes straight to the backup topic. The deadline stays armed.',
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: {
      TopicArn: placeholder(backupTopic),
      Subject: backupSubject,
      'Message.$': `States.Format('${text}', ${page.who}, $$.Execution.Id, ${key})`,
      MessageAttributes: { deduplicationKey: { DataType: 'String', 'StringValue.$': key } },
    },
    TimeoutSeconds: 30,
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 3 }],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: names.pageNotDelivered }],
    Next: names.pagedByBackup,
  };
}
