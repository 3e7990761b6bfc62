import { drillPartition, stopAllKey } from '#core/table/keys';
import type { State } from '#workflow/states';
import { type FaultCalls, patient } from './calls.ts';

/** How long the machine waits between looks, in seconds. */
const everySeconds = 10;

const caught = (Next: string) => [{ ErrorEquals: ['States.ALL'], ResultPath: '$.trouble', Next }];

const item = (TableName: string, Key: object, keeps: string, Next: string, more: object = {}): State =>
  ({
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:getItem',
    Parameters: { TableName, Key, ConsistentRead: true },
    ResultPath: keeps,
    ...more,
    Next,
    // A table that can't be read is no reason to leave something broken.
    Retry: patient,
    Catch: caught('Mend'),
  }) as State;

/** The states, whose tasks are tried again, and what follows where that does not help. */
const patiently = (states: Readonly<Record<string, State>> = {}, Catch: object): Record<string, State> =>
  Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      state.Type === 'Task' ? ({ ...state, Retry: patient, Catch } as State) : state,
    ]),
  );

/**
 * The state machine that holds a fault: it breaks something, waits, and mends it, whatever becomes of whoever started it. The
 * fault ends when its time is over, when the drill's record says `ending`, when everything is stopped, or when its injector ends
 * it. Every way from `Break` leads over `Mend`, unless nothing was broken or the injector has ended the fault; a test holds that.
 * There is no timeout, which would leave it broken.
 *
 * Input: `{ drill, endsAt }`.
 */
export function faultMachine(calls: FaultCalls, table: string) {
  const key = { pk: { S: drillPartition }, sk: { 'S.$': '$.drill' } };
  const isStopped = {
    Type: 'Choice',
    Choices: [
      { Variable: '$.record.item.ending', IsPresent: true, Next: 'Mend' },
      { Variable: '$.stopAll.Item', IsPresent: true, Next: 'Mend' },
      { Variable: '$.record.now', TimestampGreaterThanEqualsPath: '$.endsAt', Next: 'Mend' },
    ],
    Default: calls.looks ? 'Read the experiment' : 'Wait',
  };
  const States: Record<string, State> = {
    Break: {
      ...calls.breaks,
      Next: 'Wait',
      Catch: caught('Not broken'),
    },
    Wait: { Type: 'Wait', Seconds: everySeconds, Next: 'Read the drill' },
    'Read the drill': item(table, key, '$.record', 'Read the stop', {
      ResultSelector: { 'item.$': '$.Item', 'now.$': '$$.State.EnteredTime' },
    }),
    'Read the stop': item(
      table,
      { pk: { S: stopAllKey.pk }, sk: { S: stopAllKey.sk } },
      '$.stopAll',
      'Is it over?',
    ),
    'Is it over?': isStopped as State,
    ...patiently(
      calls.looks?.({ goesOn: 'Wait', ended: 'Over', stopped: 'Stopped by its injector' }),
      // An injector that can't be read may be at work.
      caught('Mend'),
    ),
    Mend: { ...calls.mends, Next: 'Let it mend' },
    'Let it mend': { Type: 'Wait', Seconds: everySeconds, Next: 'Is it mended?' },
    ...patiently(
      calls.mended({ again: 'Let it mend', mend: 'Mend', ended: 'Over', failed: 'Not mended' }),
      caught('Let it mend'),
    ),
    'Not mended': {
      Type: 'Fail',
      Error: 'NotMended',
      Cause: 'What ends the fault has failed: look at what the drill broke.',
    },
    'Stopped by its injector': {
      Type: 'Fail',
      Error: 'Stopped',
      Cause: 'AWS FIS has ended the experiment before its time: its stop condition, or nothing has the tag.',
    },
    'Not broken': { Type: 'Fail', Error: 'NotBroken', CausePath: '$.trouble.Cause' },
    Over: { Type: 'Succeed' },
  };
  if (!calls.looks) delete States['Stopped by its injector'];
  return { Comment: 'Holds the fault of a drill, and ends it.', StartAt: 'Break', States };
}
