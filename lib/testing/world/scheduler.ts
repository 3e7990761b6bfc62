import type { Clock, Timer } from './clock.ts';
import type { Sns } from './sns.ts';
import { awsError, type Commands, type Wire } from './wire.ts';

interface CreateSchedule {
  readonly Name?: string;
  readonly GroupName?: string;
  readonly ScheduleExpression?: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly FlexibleTimeWindow?: { readonly Mode?: string };
  readonly ActionAfterCompletion?: string;
  readonly State?: string;
  readonly Target?: { readonly Arn?: string; readonly RoleArn?: string; readonly Input?: string };
}

/** How long EventBridge Scheduler waits before it tries a target again, in seconds. */
const retryAfter = 60;

/** One-shot schedules that publish to a topic and then delete themselves. */
export class Scheduler {
  /** How many seconds late a schedule fires; AWS promises less than 60. */
  lateness = 0;
  /**
   * How often a schedule fires. "EventBridge Scheduler provides at-least-once event delivery"; one whose role or topic is
   * refused for longer than its retry policy allows never does.
   * https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
   */
  fires: 'once' | 'twice' | 'never' = 'once';
  /** How many times a schedule was created or deleted. */
  version = 0;
  readonly #clock: Clock;
  readonly #sns: Sns;
  readonly #wire: Wire;
  readonly #group: string;
  readonly #schedules = new Map<string, Timer>();
  readonly #disabled = new Set<string>();

  constructor(clock: Clock, sns: Sns, wire: Wire, group: string) {
    this.#clock = clock;
    this.#sns = sns;
    this.#wire = wire;
    this.#group = group;
  }

  readonly commands: Commands = {
    CreateSchedule: (input: CreateSchedule) => this.#create(input),
    UpdateSchedule: (input: CreateSchedule) => this.#update(input),
    GetSchedule: ({ Name = '', GroupName }: { Name?: string; GroupName?: string }) => {
      this.#inGroup(GroupName);
      if (this.#schedules.has(Name) || this.#disabled.has(Name)) return { Name, GroupName };
      throw awsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`);
    },
    DeleteSchedule: (input: { Name?: string; GroupName?: string }) => this.#delete(input),
  };

  /** The armed schedules, by name: the moment at which each fires (ISO 8601, UTC). */
  get armed(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.#schedules].map(([name, timer]) => [
        name,
        new Date(timer.at - this.lateness * 1000).toISOString(),
      ]),
    );
  }

  /** Whether any schedule with such a name is armed. */
  isArmed(isMeant: (name: string) => boolean): boolean {
    for (const name of this.#schedules.keys()) if (isMeant(name)) return true;
    return false;
  }

  /** Schedules that exist but never fire. */
  get disabled(): readonly string[] {
    return [...this.#disabled];
  }

  #create(input: CreateSchedule): object {
    const { Name = '' } = input;
    if (this.#disabled.has(Name)) throw awsError('ConflictException', `Schedule ${Name} already exists.`);
    return this.#put(input);
  }

  #update(input: CreateSchedule): object {
    this.#delete(input);
    return this.#put(input);
  }

  #put(input: CreateSchedule): object {
    const { Name = '', Target } = input;
    const moment = input.ScheduleExpression?.match(/^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/)?.[1];
    const sound =
      /^[0-9A-Za-z_.-]{1,64}$/.test(Name) &&
      moment &&
      input.FlexibleTimeWindow?.Mode &&
      Target?.Arn &&
      Target.RoleArn;
    if (!sound || input.ScheduleExpressionTimezone !== 'UTC' || input.ActionAfterCompletion !== 'DELETE') {
      throw awsError('ValidationException', `Not a one-shot schedule in UTC: ${JSON.stringify(input)}`);
    }
    this.#inGroup(input.GroupName);
    this.version++;
    if (this.#schedules.has(Name)) throw awsError('ConflictException', `Schedule ${Name} already exists.`);
    if (input.State === 'DISABLED') {
      this.#disabled.add(Name);
      return {};
    }
    const wait = (Date.parse(`${moment}Z`) - this.#clock.now().getTime()) / 1000 + this.lateness;
    const publish = { TopicArn: Target.Arn ?? '', Message: Target.Input ?? '' };
    this.#schedules.set(
      Name,
      this.#clock.after(wait, () => this.#fire(Name, publish)),
    );
    return {};
  }

  #delete({ Name = '', GroupName }: { readonly Name?: string; readonly GroupName?: string }): object {
    this.#inGroup(GroupName);
    if (!this.#disabled.has(Name) && !this.#schedules.has(Name))
      throw awsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`);
    this.version++;
    if (this.#disabled.delete(Name)) return {};
    const timer = this.#schedules.get(Name);
    if (timer) this.#clock.cancel(timer);
    this.#schedules.delete(Name);
    return {};
  }

  #fire(name: string, publish: { TopicArn: string; Message: string }): void {
    if (this.fires === 'never') {
      this.#schedules.delete(name);
      return;
    }
    if (this.fires === 'twice') this.#clock.after(1, () => this.#sns.publish(publish));
    this.#wire
      .call('sns', 'PublishBySchedule', publish, (input: typeof publish) => this.#sns.publish(input))
      .then(
        () => this.#schedules.delete(name),
        () =>
          this.#schedules.set(
            name,
            this.#clock.after(retryAfter, () => this.#fire(name, publish)),
          ),
      );
  }

  #inGroup(group: string | undefined): void {
    if (group !== this.#group)
      throw awsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`);
  }
}
