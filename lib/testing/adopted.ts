import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { Verdict } from '#core/incident/records';
import type { DeployedRunbook, Mode } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import { actionFunction } from '#workflow/substitutions';
import { carriesOut } from './faults.ts';
import { type Rehearsal, type RehearseOptions, rehearse, type Scene, type StepFault } from './rehearse.ts';
import type { AlarmSetup } from './world/cloudwatch.ts';
import { places } from './world/world.ts';

/** What became of one step in a real incident. */
export type StepStory =
  /** It acted, and the alarm recovered. */
  | 'helped'
  /** It acted, and the alarm did not recover. */
  | 'did not help'
  /** It looked and did not act. */
  | 'refused'
  /** Its Lambda never got as far as acting. */
  | 'never started'
  /** It may have acted: its call failed, or its Lambda never returned. */
  | 'unknown'
  /** The incident ended before this step. */
  | 'not reached';

/** A real incident, kept as a fixture: `test/nights/<incident>.json`. */
export interface AdoptedNight {
  readonly incident: string;
  readonly runbook: string;
  /** What it was adopted from, for whoever investigates a failed replay. */
  readonly from: string;
  readonly mode: Mode;
  /** The event that started it. */
  readonly event: unknown;
  readonly alarm: Partial<AlarmSetup> & { readonly name: string; readonly arn: string };
  /** ISO 8601, UTC: when the alarm went to ALARM. */
  readonly alarmAt: string;
  readonly steps: ReadonlyArray<{
    readonly action: string;
    readonly story: StepStory;
    /** What went wrong with its call, if known. */
    readonly fault?: StepFault;
  }>;
  /** What a person answered, by step. @default - nobody was asked, or nobody answered */
  readonly approves?: Readonly<Record<string, boolean>>;
  /** The alarm was OK again before anything acted. */
  readonly recoversAlone?: boolean;
  readonly expected: {
    readonly verdict: Verdict;
    /** Actions that were sent, or may have been, in order. */
    readonly tried: readonly string[];
  };
}

/** The folder of adopted nights, relative to the project's root. */
export const folderOfNights = 'test/nights/';

/** Every night that the project has adopted. */
export async function adoptedNights(root: URL): Promise<AdoptedNight[]> {
  const folder = new URL(folderOfNights, root);
  if (!existsSync(folder)) return [];
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, folder), 'utf8'))));
}

/** Rehearses an adopted night with the runbook as it is now. */
export function replay(night: AdoptedNight, runbook: RunbookSpec | DeployedRunbook): Promise<Rehearsal> {
  const healer = night.steps.findIndex(({ story }) => story === 'helped');
  const faults = Object.fromEntries(
    night.steps.flatMap(({ story, fault }, index) =>
      story === 'unknown' || fault ? [[String(index + 1), fault ?? ('timeout' as const)]] : [],
    ),
  );
  const options: RehearseOptions = {
    mode: night.mode,
    approves: night.approves,
    alarm: night.alarm,
    alarmAt: night.alarmAt,
    faults,
    surroundings: { firstEvent: night.event },
    ...(healer < 0 ? {} : { healsAt: healer + 1 }),
    arrange: (scene) => arrange(scene, night),
  };
  return rehearse(runbook, options);
}

/** Sets up what a fault can't express: a recovery without help, a Lambda that never starts, a step that refuses. */
function arrange({ world, runbook, service, night: engine, alarm }: Scene, night: AdoptedNight): void {
  if (night.recoversAlone) {
    // In mode auto, the alarm is OK before its late event arrives; otherwise, it recovers while Nightshift watches.
    service.heal((alarm.period ?? 60) + 10);
    if (night.mode === 'auto') engine.events.disturb('ALARM', 1, { late: 2 * (alarm.period ?? 60) });
  }
  for (const [index, { story }] of night.steps.entries()) {
    const step = runbook.steps[index];
    if (story === 'never started' && step) {
      const name = places.function(actionFunction(step));
      const stepOf = (input: Readonly<Record<string, unknown>>) =>
        input['FunctionName'] === name && carriesOut(input['Payload'], index + 1);
      world.wire.fail('lambda', 'Invoke', 'error before', { where: stepOf, times: 9 });
    }
    if (story !== 'refused') continue;
    const engines = ['dynamodb', 'cloudwatch', 'lambda'];
    const looks = ({ service: its, by }: { service: string; by: { payload: unknown } | undefined }) =>
      !engines.includes(its) && carriesOut(by?.payload, index + 1);
    world.wire.plan(looks, 'error before', { times: 99 });
  }
}

/** How a rehearsal differs from the real incident, one sentence each; empty if it doesn't. */
export function differences({ expected }: AdoptedNight, { verdict, tried, incident }: Rehearsal): string[] {
  return [
    ...(verdict === expected.verdict
      ? []
      : [
          `It ends as ${verdict ?? 'nothing'} (${incident?.summary ?? 'no incident'}), and that night ended as ${expected.verdict}.`,
        ]),
    ...(tried.join() === expected.tried.join()
      ? []
      : [
          `It tries ${tried.join(', then ') || 'nothing'}, and that night ${expected.tried.join(', then ') || 'nothing'} was tried.`,
        ]),
  ];
}
