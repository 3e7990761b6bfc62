import { modesPartition } from '#core/table/keys';
import { currentInvocation } from '#testing/world/invocation';
import type { Call, Commands } from '#testing/world/wire';
import { places, type World } from '#testing/world/world';
import { foreignService, serviceDimension } from '#verification/prove/cast';
import type { Sabotage } from '#verification/prove/play';
import { itemsOf, type Json, tampering } from './sabotage.ts';

/** Worlds in which whoever asks before it acts is given the wrong answer, or goes on whatever it is told. */

/** A command's answers are changed on their way back. */
const answers =
  (
    of: (world: World) => { readonly commands: Commands },
    command: string,
    instead: (answer: Json, input: Json) => Json,
  ): Sabotage =>
  ({ world }) => {
    const commands = of(world).commands as Record<string, (input: never) => unknown>;
    const real = commands[command];
    commands[command] = (input) => instead((real?.(input) ?? {}) as Json, input);
  };

const all =
  (...ways: readonly Sabotage[]): Sabotage =>
  (setup) => {
    for (const way of ways) way(setup);
  };

/** Whoever reads the table sees each item as this makes it; undefined: not at all. */
const itemsLook = (instead: (item: Json) => Json | undefined): Sabotage => {
  const seen = (items: unknown) => ((items ?? []) as Json[]).flatMap((item) => instead(item) ?? []);
  const table = ({ dynamodb }: World) => dynamodb;
  return all(
    answers(table, 'Query', (answer) => ({ ...answer, Items: seen(answer['Items']) })),
    answers(table, 'Get', ({ Item }) => (Item ? { Item: seen([Item])[0] } : {})),
    answers(table, 'BatchGet', (answer) => ({
      ...answer,
      Responses: Object.fromEntries(
        Object.entries((answer['Responses'] ?? {}) as Json).map(([name, items]) => [name, seen(items)]),
      ),
    })),
  );
};

/** Nobody sees what people have switched. */
export const switchesLookUntouched = itemsLook((item) => (item['pk'] === modesPartition ? undefined : item));

/** Nobody sees an earlier run. */
export const runsLookForgotten = itemsLook((item) =>
  String(item['sk']).startsWith('RUNS#') ? { ...item, runs: {} } : item,
);

/** A target's lock need not be one's own to act on it. */
export const locksNeedNoHolder = tampering((input) => {
  for (const { Update } of itemsOf(input))
    if (Update?.['ConditionExpression'] === 'holder = :holder')
      Update['ConditionExpression'] = 'holder = :holder OR attribute_exists(pk)';
});

/** A page's deadline is an hour later on record than it was promised. */
export const deadlinesLookFar = tampering((input) => {
  for (const { Put } of itemsOf(input)) {
    const item = (Put?.['Item'] ?? {}) as Json;
    if (item['sk'] === 'INCIDENT')
      item['pageBy'] = new Date(Date.parse(String(item['pageBy'])) + 3_600_000).toISOString();
  }
});

const isDeed = ({ command }: Call): boolean => command === 'UpdateService';
const isByStep = ({ by }: Call): boolean => by?.function.startsWith('RestartEcsTasks') === true;

/** As a step acts, this is what it was really asked for. */
const askedFor = (more: Json): Sabotage =>
  tampering((_input, call) => {
    if (isDeed(call)) Object.assign(call.by?.payload as Json, more);
  });

export const dryRunsAct = askedFor({ dryRun: true });
export const stepsTakeAnyContract = askedFor({ contract: 99 });
export const strangersAct = askedFor({ execution: 'arn:aws:states:::execution:nightshift-unheard-of:1' });

/** A step looks up what the alarm did before, not what it does now. */
export const stepsReadNoAlarm = tampering((_input, call) => {
  if (isByStep(call) && call.command === 'DescribeAlarms')
    Object.assign(call, { command: 'DescribeAlarmHistory' });
});

/** A step's calls go to another service than the one that was checked. */
const callsGoElsewhere = tampering((input, { service }) => {
  if (service !== 'ecs') return;
  if (input['service']) input['service'] = foreignService;
  if (input['services']) input['services'] = [foreignService];
});

/** Admit does not ask how old its event is. */
export const eventsLookFresh = tampering((_input, { by }) => {
  const { event } = (by?.function.startsWith('Admit') ? by.payload : {}) as { event?: Json };
  if (event) event['time'] = '2026-01-01T00:00:00Z';
});

/** As a step acts, a person is asked to take over, and the step after it is not told. */
export const pagesAsItActs: Sabotage = (setup) => {
  const { clock, sns } = setup.world;
  tampering((_input, call) => {
    const { incident } = (call.by?.payload ?? {}) as { incident?: string };
    if (isDeed(call))
      sns.messages.push({
        topic: places.topics.page,
        subject: 'made-0-errors needs you',
        body: `made-0-errors needs you\n${incident}`,
        deduplicationKey: 'as it acts',
        at: clock.now().toISOString(),
      });
  })(setup);
};

type Approvals = Readonly<Record<string, Readonly<{ answer?: string }>>>;

const approved = (approvals: Approvals) =>
  Object.fromEntries(
    Object.entries(approvals).map(([step, { answer, ...one }]) => [
      step,
      answer === undefined ? one : { ...one, answer: 'approved' },
    ]),
  );

/** Everyone but the person who denied takes the denial for an approval, and who waits for it is told to go on. */
export const denialsLookApproved = all(
  itemsLook((item) =>
    currentInvocation()?.function === 'person' || !item['approvals']
      ? item
      : { ...item, approvals: approved(item['approvals'] as Approvals) },
  ),
  ({ world: { clock, stepFunctions } }) => {
    const { SendTaskFailure, SendTaskSuccess } = stepFunctions.commands;
    Object.assign(stepFunctions.commands, {
      SendTaskFailure: (input: Json) => {
        if (!String(input['cause']).startsWith('Denied')) return SendTaskFailure?.(input as never);
        // The denial is over by then.
        clock.after(5, () => SendTaskSuccess?.({ ...input, output: '{}' } as never));
        return {};
      },
    });
  },
);

/** What a person takes over stays as it was, and its execution runs on. */
export const takingDoesNothing = all(
  tampering((input, { by }) => {
    const items = itemsOf(input);
    if (by?.function !== 'person' || !JSON.stringify(items).includes('takenOver')) return;
    const table = Object.values(items[0] ?? {})[0]?.['TableName'];
    items.splice(0, items.length, { Put: { TableName: table, Item: { pk: 'NOTHING', sk: 'NOTHING' } } });
  }),
  ({ world: { stepFunctions } }) => {
    Object.assign(stepFunctions.commands, { StopExecution: () => ({}) });
  },
);

/** Whoever waits for an OK is woken at once, and every step looks as if it had begun long ago. */
export const stepsLookOld = all(
  itemsLook((item) =>
    String(item['sk']).startsWith('ATTEMPT#') ? { ...item, at: '2020-01-01T00:00:00.000Z' } : item,
  ),
  (setup) => {
    const { clock, stepFunctions } = setup.world;
    tampering((input) => {
      for (const { Put } of itemsOf(input)) {
        const { token } = (Put?.['Item'] ?? {}) as { token?: string };
        if (token)
          clock.after(5, () => stepFunctions.commands['SendTaskFailure']?.({ taskToken: token } as never));
      }
    })(setup);
  },
);

/** Every metric that is asked for, even one that does not exist, is bad in each minute. */
export const everyMetricIsBad = answers(
  ({ cloudwatch }) => cloudwatch,
  'GetMetricData',
  ({ MetricDataResults = [] }, { StartTime, EndTime }) => {
    const minute = 60_000;
    const first = Math.floor((StartTime as Date).getTime() / minute);
    const last = Math.floor((EndTime as Date).getTime() / minute);
    const minutes = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * minute);
    const bad = { Timestamps: minutes.map((at) => new Date(at)), Values: minutes.map(() => 1) };
    return { MetricDataResults: (MetricDataResults as Json[]).map((one) => ({ ...one, ...bad })) };
  },
);

/** Alarms are described with other properties than they have. */
const alarmsHave = (more: Json): Sabotage =>
  answers(
    ({ cloudwatch }) => cloudwatch,
    'DescribeAlarms',
    ({ MetricAlarms = [], CompositeAlarms = [], ...rest }) => ({
      ...rest,
      MetricAlarms: (MetricAlarms as Json[]).map((alarm) => ({ ...alarm, ...more })),
      CompositeAlarms: (CompositeAlarms as Json[]).map((alarm) => ({ ...alarm, ...more })),
    }),
  );

const named = (service: string) => ({ Dimensions: [{ Name: serviceDimension, Value: service }] });

export const actionsLookEnabled = alarmsHave({ ActionsEnabled: true });
export const nothingLooksSuppressed = alarmsHave({ ActionsSuppressedBy: undefined });
export const alarmsNameTheForeigner = all(alarmsHave(named(foreignService)), everyMetricIsBad);
export const foreignersLookAllowed = all(alarmsHave(named('shop')), everyMetricIsBad, callsGoElsewhere);
export const nothingLooksMuted = answers(
  ({ cloudwatch }) => cloudwatch,
  'ListAlarmMuteRules',
  () => ({ AlarmMuteRuleSummaries: [] }),
);
export const calendarsLookOpen: Sabotage = ({ world: { systemsManager } }) => {
  systemsManager.state = 'OPEN';
};
