import { randomUUID } from 'node:crypto';
import { ActOutput } from '#action/run/contract';
import { contractVersion } from '#core/aws/contract';
import { closeIncident } from '#core/incident/close';
import type { IncidentRecord } from '#core/incident/incidents';
import type { Attempt } from '#core/incident/records';
import { wakeJoiners } from '#core/incident/wake';
import { because, type Reason } from '#core/reasons/reason';
import { errorText } from '#core/text';
import { ByHandOutput } from '#lambdas/admit/contract';
import { UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { type RunbookInService, runbookInService } from './deployed-runbook.ts';
import { readWhole } from './incidents.ts';
import { invoke } from './invoke.ts';
import type { runOptions } from './specs/incidents.ts';
import { asJson, moment, paint, shown, targetName } from './text.ts';

/** `nightshift run`. */
export async function run(
  { values, words }: Given<typeof runOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [id = '', word = ''] = words;
  const { target } = values;
  if (!target?.trim())
    throw new UsageError('Say what to act on, with --target; no target never means every target.');
  const change = changeOf(values, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const service = await runbookInService(deployed, id);
  const step = stepIn(service, word);
  const asked: Asked = { service, step, target: target.trim(), change, dryRun: values['dry-run'] };
  return answer(asked, await carryOut(asked, deployed, surroundings.now), values.json);
}

function stepIn({ runbook: { id, steps } }: RunbookInService, word: string): number {
  const known = steps.map(({ action }, index) => `${index + 1} (${action})`).join(', ');
  if (/^\d+$/.test(word) && steps[Number(word) - 1]) return Number(word);
  const fitting = steps.flatMap(({ action }, index) => (action === word ? [index + 1] : []));
  const [only, ...more] = fitting;
  if (only === undefined)
    throw new UsageError(`Runbook ${id} has no step ${JSON.stringify(word)}; its steps are ${known}.`);
  if (more.length > 0)
    throw new UsageError(
      `Runbook ${id} has ${fitting.length} steps ${word}; say which by its number: ${fitting.join(', ')}.`,
    );
  return only;
}

interface Asked {
  readonly service: RunbookInService;
  readonly step: number;
  readonly target: string;
  readonly change: Change;
  readonly dryRun: boolean;
}

/** How it went. */
interface Outcome {
  readonly outcome: 'done' | 'not done' | 'not known' | 'looked';
  readonly summary: string;
  /** Absent if none was opened. */
  readonly incident?: string;
  readonly targets: readonly string[];
  /** Why a run would be refused now, found by a dry run. */
  readonly against?: string;
  /** Why not, or why a run would be refused now (docs/reasons.md, docs/actions.md). */
  readonly code?: string;
}

/** Admits, acts, and ends: even if the action fails, the record gets its end and the lock is released. */
async function carryOut(asked: Asked, deployed: Deployed, now: () => Date): Promise<Outcome> {
  const { service, step, target, change, dryRun } = asked;
  const { runbook } = service;
  const execution = `${service.stateMachineArn.replace(':stateMachine:', ':execution:')}:by-hand-${randomUUID()}`;
  const byHand = { ...change, step, target, dryRun };
  const admitted = ByHandOutput.parse(
    await invoke(deployed, service.admitFunction, { contract: contractVersion, execution, runbook, byHand }),
  );
  const { incident, targets = [], summary, answer: admission, code } = admitted;
  const why = code === undefined ? {} : { code };
  if (incident === undefined) return { outcome: 'not done', summary, targets, ...why };
  const against = admission === 'look' && code !== undefined ? { against: summary, ...why } : {};
  const acted = await act(deployed, service.actionFunctions[step - 1] ?? '', {
    contract: contractVersion,
    execution,
    incident,
    // The one step of the incident's own plan.
    step: 1,
    dryRun,
    byHand: true,
    allowed: runbook.steps[step - 1]?.parameters ?? {},
  });
  const record = await readWhole(deployed.database, incident);
  const outcome = dryRun ? looked(acted) : judged(record?.attempts[0], acted);
  const ground = because('run-by-hand', { by: change.by, outcome: outcome.summary });
  if (record) await end(deployed, record, ground, now());
  return { ...against, ...outcome, incident, targets };
}

/** What the action's Lambda answered, or why it gave no answer. */
type Acted = ActOutput | { readonly trouble: string };

async function act(deployed: Deployed, name: string, payload: object): Promise<Acted> {
  try {
    return ActOutput.parse(await invoke(deployed, name, payload));
  } catch (error) {
    return { trouble: errorText(error) };
  }
}

function looked(acted: Acted): Pick<Outcome, 'outcome' | 'summary' | 'against' | 'code'> {
  if ('trouble' in acted)
    return { outcome: 'not known', summary: `The dry run gave no answer: ${acted.trouble}` };
  const { summary, code } = acted;
  return { outcome: 'looked', summary, ...(code === undefined ? {} : { against: summary, code }) };
}

/** Decided by the record, not by the Lambda's answer. */
function judged(attempt: Attempt | undefined, acted: Acted): Pick<Outcome, 'outcome' | 'summary' | 'code'> {
  const trouble = 'trouble' in acted ? ` (${acted.trouble})` : '';
  switch (attempt?.state) {
    case 'acted':
      return { outcome: 'done', summary: attempt.summary };
    case 'refused':
      return {
        outcome: 'not done',
        summary: `Not acting because ${attempt.summary}`,
        ...(attempt.reason ? { code: attempt.reason.code } : {}),
      };
    case 'started':
      return {
        outcome: 'not known',
        summary:
          `It may have taken effect; check it. ${attempt.summary} ${attempt.error ?? ''}${trouble}`.trim(),
      };
    default:
      return {
        outcome: 'not done',
        summary: 'summary' in acted ? acted.summary : `It never started${trouble}.`,
        ...('code' in acted && acted.code ? { code: acted.code } : {}),
      };
  }
}

/** Records the end, releases the lock, and wakes incidents that wait for the target. */
async function end(deployed: Deployed, record: IncidentRecord, ground: Reason, now: Date): Promise<void> {
  const { database, sfn } = deployed;
  const verdict = { verdict: 'by-hand', ground, stage: 'person' } as const;
  const { incident } = await closeIncident(database, record, verdict, now);
  await wakeJoiners(database, sfn, incident);
}

function answer({ service, step, change, dryRun, target }: Asked, outcome: Outcome, json: boolean): Answer {
  const { runbook } = service;
  const { against } = outcome;
  const isFine = outcome.outcome === 'done' || (outcome.outcome === 'looked' && against === undefined);
  const exitStatus = isFine ? 0 : 1;
  if (json) {
    const { incident = null, against: _, code = null, ...rest } = outcome;
    return {
      text: asJson({
        runbook: runbook.id,
        step,
        ...change,
        dryRun,
        incident,
        against: against ?? null,
        code,
        ...rest,
      }),
      exitStatus,
    };
  }
  const what = `${step}. ${shown(runbook.steps[step - 1]?.title)} of ${runbook.id}`;
  const on = outcome.targets.length > 0 ? outcome.targets.map(targetName).join(', ') : shown(target);
  const heads = { done: 'Done', 'not done': 'Not done', 'not known': 'Not known', looked: 'Dry run' };
  const colours = { done: 'green', 'not done': 'yellow', 'not known': 'red', looked: 'bold' } as const;
  const lines = [
    `${paint(colours[outcome.outcome], heads[outcome.outcome])}: ${what}, on ${on}.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    shown(outcome.summary, 600),
    ...(against
      ? [`A run would be refused now${against === outcome.summary ? '' : `. ${shown(against, 600)}`}.`]
      : []),
    ...(outcome.outcome === 'done' ? ['Nobody checks whether it helped: watch its alarm.'] : []),
    ...(outcome.incident ? [`nightshift show ${outcome.incident} has what was there before.`] : []),
  ];
  return { text: lines.join('\n'), exitStatus };
}
