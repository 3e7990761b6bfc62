import type { Message } from '#testing/world/sns';
import { places, type World } from '#testing/world/world';
import type { Sabotage } from '#verification/prove/play';
import type { Setup } from '#verification/prove/stage';
import { itemsOf, type Json, tampering } from './sabotage.ts';

type Described = Readonly<{ StateTransitionedTimestamp: Date }> & Json;

/** Whoever describes alarms hears something else. */
const described =
  (instead: (alarm: Described, world: World) => Json): Sabotage =>
  ({ world }: Setup) => {
    const commands = world.cloudwatch.commands as Record<string, (input: never) => unknown>;
    const real = commands['DescribeAlarms'];
    commands['DescribeAlarms'] = (input) => {
      const { MetricAlarms, ...rest } = (real?.(input) ?? { MetricAlarms: [] }) as {
        MetricAlarms: Described[];
      };
      return { ...rest, MetricAlarms: MetricAlarms.map((alarm) => ({ ...alarm, ...instead(alarm, world) })) };
    };
  };

export const everyAlarmFires = described(() => ({ StateValue: 'ALARM' }));

export const everyAlarmIsOk = described((_alarm, { clock }) => ({
  StateValue: 'OK',
  StateTransitionedTimestamp: clock.now(),
}));

export const actionsLookDisabled = described(() => ({ ActionsEnabled: false }));

/** Every alarm looks as if it were evaluated each minute. */
export const periodsLookShort = described(() => ({ Period: 60 }));

/** Once somebody was paged, every alarm looks as if it had been OK since the page. */
export const looksOkOncePaged = described((alarm, { sns }) => {
  const [paged] = sns.on(places.topics.page);
  return paged ? { StateValue: 'OK', StateTransitionedTimestamp: new Date(paged.at) } : alarm;
});

/** Topics accept everything, and people are shown something else, or nothing. */
const shown =
  (instead: (message: Message) => Message | undefined): Sabotage =>
  ({ world: { sns } }) => {
    const { messages } = sns;
    messages.push = (...given) =>
      Array.prototype.push.apply(
        messages,
        given.flatMap((message) => instead(message) ?? []),
      );
  };

const isNotice = ({ topic }: Message): boolean => topic === places.topics.notice;

export const phonesAreDead = shown((message) => (isNotice(message) ? message : undefined));
export const noticesAreLost = shown((message) => (isNotice(message) ? undefined : message));

const withoutName = (text: string): string => text.replaceAll('made-0-errors', 'an alarm');

export const messagesNameNoAlarm = shown((message) => ({
  ...message,
  subject: withoutName(message.subject),
  body: withoutName(message.body),
}));

export const linesComeTwice = shown((message) => ({
  ...message,
  body: message.body.replace(/^ *- .+ since .*$/gm, '$&\n$&'),
}));

/** Step Functions accepts what wakes a sleeper, and wakes nobody. */
export const nobodyIsWoken: Sabotage = ({ world }) => {
  Object.assign(world.stepFunctions.commands, { SendTaskSuccess: () => ({}), SendTaskFailure: () => ({}) });
};

/** Whoever looks around restarts what it looks at. */
export const lookersRestart: Sabotage = ({ world: { wire } }) => {
  const before = wire.beforeEach;
  wire.beforeEach = async (call) => {
    if (call.by?.function === 'diagnose' && call.command === 'DescribeAlarms')
      await wire.call('ecs', 'UpdateService', {}, () => ({}));
    return before(call);
  };
};

/** Every execution is described as running. */
export const everyExecutionRuns: Sabotage = ({ world }) => {
  Object.assign(world.stepFunctions.commands, { DescribeExecution: () => ({ status: 'RUNNING' }) });
};

/** A transaction's checks hold whatever an item says, as long as it is there. */
export const checksHold = tampering((input) => {
  for (const { ConditionCheck } of itemsOf(input)) {
    if (!ConditionCheck) continue;
    ConditionCheck['ConditionExpression'] = 'attribute_exists(pk)';
    delete ConditionCheck['ExpressionAttributeNames'];
    delete ConditionCheck['ExpressionAttributeValues'];
  }
});

/** Every line of a timeline is there twice. */
export const timelinesRepeat = tampering((input) => {
  const items = itemsOf(input);
  const lines = items.flatMap(({ Put }) => {
    const item = (Put?.['Item'] ?? {}) as Json;
    return String(item['sk']).startsWith('AT#')
      ? [{ Put: { ...Put, Item: { ...item, sk: `${item['sk']}#again` } } }]
      : [];
  });
  items.push(...lines);
});

/** The table has lost every attempt by the time that it is judged. */
export const attemptsAreLost: Sabotage = ({ night }) => {
  const real = night.record.bind(night);
  night.record = (id) => ({ ...real(id), attempts: [] });
};

/** Whoever counts incidents that begin is told that there are none. */
export const nothingIsCounted = tampering((input) => {
  if (String(input['UpdateExpression']).startsWith('ADD began'))
    (input['ExpressionAttributeValues'] as Json)[':one'] = 0;
});

/** What is started asynchronously is accepted, and never runs. */
export const startsAreLost: Sabotage = ({ world }) => {
  world.start = async () => {};
};

/** Whoever ends the fault of a drill hears that it has ended, and the service stays broken. */
export const nothingMends: Sabotage = ({ players }) => {
  for (const { service } of players) service.heal = () => {};
};
