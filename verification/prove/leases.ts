import turnOffFeature from '#actions/turn-off-feature/action';
import { type Duration, seconds, step } from '#define/index';
import type { Stage } from '#testing/world/action-world';
import { flagsOf } from '#testing/world/aws/appconfig';
import { awsOn } from '#testing/world/aws/aws';
import { isCarriedOut } from '#testing/world/failures';
import type { Call, Struck } from '#testing/world/wire';
import type { Situation } from './situation.ts';
import type { Setup } from './stage.ts';
import type { Story } from './story.ts';

/** How long after its alarm has held the feature is turned on again, and when a person is told that it was not, in seconds. */
export const leaseTerms = { restoreAfter: 300, atMost: 1_500 } as const;
/** How late a person may be told, in seconds: the sweeper's minute or the schedule's three, Scheduler's own, and slow calls. */
export const untilTold = 360;

const flag = 'recommendations';
const feature = { application: 'proof12', environment: 'proof12', profile: 'flags12', strategy: 'atonce1' };

/** The step of a made-up runbook that turns the feature off for a while. */
export const featureStep = (verifyWithin: Duration) =>
  step(
    turnOffFeature,
    { ...feature, flag },
    {
      verifyWithin,
      restoreAfter: seconds(leaseTerms.restoreAfter),
      atMost: seconds(leaseTerms.atMost),
    },
  );

/** Lets a colleague deploy the flags anew, with the feature off. All runbooks of a story share that one feature. */
export function letDeploy({ strangers = [] }: Story, stage: Stage): void {
  for (const at of strangers)
    stage.world.clock.after(at, () => {
      const { appconfig } = awsOn(stage);
      const flags = appconfig.put(feature, flag);
      flags.versions.push(flagsOf({ [flag]: false, other: true }));
      appconfig.deploy(flags, String(flags.versions.length), feature.profile);
    });
}

/** Whether every lease has ended, or is long past its time. */
export const leasesAreOver = ({ world }: Setup): boolean =>
  // After a restore of the table, only the schedule still knows of the lease.
  !world.scheduler.isArmed((name) => name.startsWith('lease-')) &&
  !world.dynamodb.has(
    ({ sk, open, outcome, until }) =>
      sk === 'LEASE' &&
      (outcome === undefined || open !== undefined) &&
      Date.parse(String(until)) + untilTold * 1000 > world.clock.milliseconds,
  );

/** A call that turned the feature off or on again. */
export interface Turn {
  readonly call: Call;
  /** Epoch milliseconds: when it was sent, and when its invocation began. */
  readonly at: number;
  readonly begunAt: number;
  readonly to: 'off' | 'on';
  /** The incident whose step it was, or whose change it took back. */
  readonly incident: string;
  readonly step: number;
  /** Whether AWS carried it out. */
  readonly done: boolean;
}

/** Every time the engine turned the feature off or on, by the calls that it sent, whatever its records say. */
export function turnsOf(calls: readonly Call[], struck: readonly Struck[]): Turn[] {
  const failed = new Set(struck.filter(({ failure }) => !isCarriedOut(failure)).map(({ call }) => call));
  return calls.flatMap((call): Turn[] => {
    if (call.service !== 'appconfig' || !/^(Start|Stop)Deployment$/.test(call.command) || !call.by) return [];
    const asked = call.by.payload as { restore?: { lease: string }; incident?: string; step?: number };
    const { restore, incident = '', step = 0 } = asked;
    const first = calls.find(({ by }) => by === call.by) ?? call;
    return [
      {
        ...{ call, at: Date.parse(call.at), begunAt: Date.parse(first.at) },
        to: restore ? 'on' : 'off',
        incident: restore ? restore.lease.replace(/-\d+$/, '') : incident,
        step: restore ? Number(restore.lease.match(/\d+$/)) : step,
        done: !failed.has(call),
      },
    ];
  });
}

/** Whether a call comes from an invocation that takes a change back, rather than from a step's. */
export const takesBack = ({ by }: Call): boolean =>
  typeof by?.payload === 'object' && by.payload !== null && 'restore' in by.payload;

/** The incident whose lease a message is about, by the message's key; undefined: it is about no lease. */
export const leaseIn = (key: string): string | undefined => key.match(/\/lease\/(.+)-\d+\/\w+$/)?.[1];

const off = (more: object = {}, healsAt = 1) => ({
  runbook: { steps: ['feature' as const], verifyWithin: 120, ...more },
  healsAt,
});
const restoring = 'TurnOffFeatureFunctionArn#2';

/** A feature that is turned off and on again, and what may interfere with that. */
export const leaseSituations: readonly Situation[] = [
  { parts: [off()], happenings: [] },
  { parts: [off({}, 0)], happenings: [] },
  { parts: [off()], happenings: [], strangers: [400] },
  { parts: [off()], happenings: [], strangers: [60] },
  // The alarm comes back before the feature is on again, and after.
  { parts: [{ ...off(), again: [420] }], happenings: [] },
  { parts: [{ ...off(), again: [700] }], happenings: [] },
  // Two incidents need it off; the second one begins while it already is.
  { parts: [off(), { ...off({}, 0), after: 330 }], happenings: [] },
  { parts: [off(), { ...off({}, 0), after: 30, healsWithOthers: true }], happenings: [] },
  { parts: [off()], happenings: [], weather: { twice: 1 } },
  { parts: [off()], happenings: [], people: [{ at: 300, does: 'stop-all' }] },
  { parts: [off({}, 0)], happenings: [], weather: { schedules: 'never' } },
  { parts: [off({}, 0)], happenings: [{ at: 'lambda.Invoke sweep#20', throwIn: 'dead engine' }] },
  ...(['crash before', 'crash after', 'error after', 'freeze before', 'throttle'] as const).map((fault) => ({
    parts: [off()],
    happenings: [{ at: `${restoring} appconfig.StopDeployment#1`, fault }],
  })),
  ...(['crash after', 'error after'] as const).map((fault) => ({
    parts: [off()],
    happenings: [{ at: 'TurnOffFeatureFunctionArn#1 appconfig.StartDeployment#1', fault }],
  })),
  {
    parts: [off()],
    happenings: [{ at: 'TurnOffFeatureFunctionArn#1 scheduler.CreateSchedule#1', fault: 'error before' }],
  },
] as never;
