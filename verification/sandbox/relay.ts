import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type AlarmState, stateChangeDetail, stateOf } from './relay-event.ts';
import { repeat } from './repeat.ts';

/** How often the alarms are read, in milliseconds. AWS puts a state change on the bus within about a second. */
const interval = 400;

/** A state change as it was put on the bus. */
export interface Change {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly alarmArn: string;
}

/**
 * Puts the alarms' state changes on the event bus, as CloudWatch does in AWS. It only reports: it never sets an
 * alarm's state.
 */
export class Relay {
  /** Called for every change it sees. */
  onChange: (change: Change) => void = () => {};
  readonly #cloudwatch: CloudWatchClient;
  readonly #events: EventBridgeClient;
  readonly #known = new Map<string, AlarmState>();
  readonly #tags = new Map<string, Record<string, string>>();
  readonly #held = new Map<string, Change[]>();

  constructor(cloudwatch: CloudWatchClient, events: EventBridgeClient) {
    this.#cloudwatch = cloudwatch;
    this.#events = events;
  }

  start(signal: AbortSignal): void {
    repeat('relay', interval, signal, () => this.#look());
  }

  /** The alarm's state when it was last read. */
  stateOf(alarm: string): AlarmState | undefined {
    return this.#known.get(alarm);
  }

  /** Holds back an alarm's events, like a slow delivery; `release` sends them in order. */
  hold(alarm: string): { release: () => Promise<void> } {
    this.#held.set(alarm, []);
    return {
      release: async () => {
        const late = this.#held.get(alarm) ?? [];
        this.#held.delete(alarm);
        for (const change of late) await this.deliver(change);
      },
    };
  }

  /** Puts a change on the bus; doing it again gives the same change another event id. */
  async deliver(change: Change): Promise<void> {
    const answer = await this.#events.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: 'aws.cloudwatch',
            DetailType: 'CloudWatch Alarm State Change',
            Resources: [change.alarmArn],
            Detail: JSON.stringify(change.detail),
          },
        ],
      }),
    );
    const refused = answer.Entries?.find((entry) => entry.ErrorCode);
    if (refused) throw new Error(`The event bus refused an alarm's event: ${refused.ErrorMessage}`);
  }

  async #look(): Promise<void> {
    let NextToken: string | undefined;
    do {
      const page = await this.#cloudwatch.send(new DescribeAlarmsCommand({ NextToken }));
      for (const alarm of page.MetricAlarms ?? []) await this.#compare(alarm);
      NextToken = page.NextToken;
    } while (NextToken);
  }

  async #compare(alarm: MetricAlarm): Promise<void> {
    const { AlarmName: name = '', AlarmArn: alarmArn = '' } = alarm;
    const state = stateOf(alarm);
    const before = this.#known.get(name);
    this.#known.set(name, state);
    const tags = await this.#tagsOf(alarmArn);
    if (!before || before.value === state.value) return;
    const change = { alarm: name, alarmArn, state, detail: stateChangeDetail(alarm, before, tags) };
    this.onChange(change);
    const held = this.#held.get(name);
    if (held) held.push(change);
    else await this.deliver(change);
  }

  async #tagsOf(alarmArn: string): Promise<Record<string, string>> {
    const known = this.#tags.get(alarmArn);
    if (known) return known;
    const answer = await this.#cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarmArn }));
    const own = (answer.Tags ?? []).filter(({ Key }) => Key && !Key.startsWith('aws:'));
    const tags = Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value]));
    this.#tags.set(alarmArn, tags);
    return tags;
  }
}
