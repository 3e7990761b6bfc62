import { actions } from '#action/register';
import { RestoreInput } from '#action/run/contract';
import { contractVersion } from '#core/aws/contract';
import { cannotEnd } from '#core/drill/proven';
import { readIncident } from '#core/incident/incidents';
import type { Lease } from '#core/lease/lease';
import { because, reasonText } from '#core/reasons/reason';
import { errorText } from '#core/text';
import { formatSeconds, secondsBetween } from '#core/time';
import { isProduction } from '#define/drills';
import { byHandInjector } from '#drill/by-hand';
import type { Drill } from '#drill/drill';
import { heldInjector } from '#drill/held';
import type { Injector } from '#drill/injector';
import { requestOf } from '#drill/request';
import { begin, controlOf, finish, type Look, look, stop } from '#drill/run';
import type { DrillRequest, DrillServices } from '#drill/services';
import { writeProven } from '#project/proven';
import { CommandError, UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { runbookInService } from './deployed-runbook.ts';
import { whatIsNew } from './drill-text.ts';
import { invoke } from './invoke.ts';
import type { drillOptions } from './specs/drills.ts';
import { asJson, paint, shown } from './text.ts';

/** How often a drill is polled, in seconds. */
const everySeconds = 5;

/** `nightshift drill`. */
export async function drill(
  { values, words: [id = ''] }: Given<typeof drillOptions>,
  surroundings: Surroundings,
): Promise<Answer> {
  const change = changeOf({ ...values, why: values.why ?? 'a drill' }, surroundings);
  if (values.record && values.control)
    throw new UsageError('A control proves nothing: --record has nothing to write.');
  const deployed = await surroundings.connect(values.environment);
  const service = await runbookInService(deployed, id);
  const declared = await declaredDrill(id, values.environment, surroundings);
  const [, partition = 'aws', , region = '', account = ''] = service.stateMachineArn.split(':');
  const services = servicesFor(declared.drill.fault.injector, deployed, change, surroundings, {
    partition,
    region,
    account,
  });
  const request: DrillRequest = {
    ...requestOf({ ...declared, environment: values.environment, runbook: service.runbook }, actions),
    control: values.control,
    rings: values.page,
    ...change,
  };
  const ended = await carryOut(request, declared.drill.fault, services, deployed, surroundings);
  const file =
    values.record && ended.verdict === 'proven' ? await record(ended, account, services) : undefined;
  return answer(ended, file, values.json);
}

/** What the environment's file says about this runbook's drills. */
async function declaredDrill(id: string, environment: string, { declared }: Surroundings) {
  const sections = (await declared?.(environment)) ?? {};
  const { drills } = sections;
  const drill = drills && Object.hasOwn(drills.runbooks, id) ? drills.runbooks[id] : undefined;
  if (!drills || !drill) throw notBegun([because('drill-not-declared', { runbook: id, environment })]);
  if (isProduction(sections) && !drills.allowProduction)
    throw notBegun([because('drill-production', { environment })]);
  return { drills, drill };
}

const notBegun = (reasons: readonly ReturnType<typeof because>[]): CommandError =>
  new CommandError(
    [
      'The drill has not begun, and nothing was broken:',
      ...reasons.map((one) => `  ${shown(reasonText(one), 300)}`),
    ].join('\n'),
    1,
  );

function servicesFor(
  injector: Injector['id'],
  deployed: Deployed,
  { by }: Change,
  { now, pause }: Surroundings,
  place: DrillServices['place'],
): DrillServices {
  const { database, cloudwatch, scheduler, ssm, sfn, names } = deployed;
  const { partition, region, account } = place;
  const machineArn = (runbook: string) =>
    `arn:${partition}:states:${region}:${account}:stateMachine:${names.faultMachine(runbook)}`;
  const held = { sfn, database, machineArn, pause };
  return {
    ...{ database, cloudwatch, scheduler, ssm, actions, place, now },
    deadlineGroup: names.deadlineGroup,
    injector:
      injector === 'by-hand'
        ? byHandInjector
        : heldInjector(injector === 'document' ? injector : 'fis', held),
    restore: async ({ id, target, function: name }: Lease) => {
      const restore = { target, lease: id, by };
      await invoke(deployed, name, RestoreInput.parse({ contract: contractVersion, restore }));
    },
  };
}

/** Begins the drill, watches it, and ends it: when it is over, or on Ctrl-C. */
async function carryOut(
  request: DrillRequest,
  fault: { readonly injector: string; readonly does?: string },
  services: DrillServices,
  deployed: Deployed,
  { say = () => {}, onInterrupt = () => () => {}, pause }: Surroundings,
): Promise<Drill> {
  const given = { interrupted: false };
  const giveBack = onInterrupt(() => {
    given.interrupted = true;
    say('Ending the fault first …');
  });
  try {
    const drill = await begin(request, services);
    if ('not' in drill) throw notBegun(drill.not);
    const what = fault.does ? `break it now: ${fault.does}` : `broken: ${drill.fault.name}`;
    say(`${drill.id}: ${what}. It ends by ${drill.fault.endsAt.slice(11, 19)} UTC at the latest.`);
    const last = await lookOn(drill, services, { given, say, pause }).catch(async (error: unknown) => {
      await stop(drill, because('drill-stopped-by', { by: errorText(error) }), services);
      throw error;
    });
    if (!last.over)
      return await stop(drill, because('drill-stopped-by', { by: request.by }), services, last.record);
    const { runbook } = await runbookInService(deployed, request.runbook.id);
    return await finish(last, runbook.version, services);
  } finally {
    giveBack();
  }
}

/** Watches until the drill is over or someone has pressed Ctrl-C. */
async function lookOn(
  drill: Drill,
  services: DrillServices,
  by: { readonly given: { readonly interrupted: boolean } } & Required<Pick<Surroundings, 'say' | 'pause'>>,
): Promise<Look> {
  let before: Look | undefined;
  for (;;) {
    const found = await look(drill, services);
    for (const line of whatIsNew(found, before)) by.say(line);
    if (found.over || by.given.interrupted) return found;
    before = found;
    await by.pause(everySeconds);
  }
}

/** Writes the evidence for use in other environments. */
async function record(drill: Drill, account: string, services: DrillServices): Promise<string> {
  const { runbook, version, environment, incident = '', fault, expects, by } = drill;
  if (version === undefined)
    throw new CommandError(
      `${runbook} is deployed without a version, so nothing can be recorded: deploy it again.`,
      1,
    );
  const control = fault.endsByItself ? await controlOf(drill, services) : undefined;
  const healed = await readIncident(services.database, incident);
  return writeProven({
    ...{ runbook, version, environment, account, incident, step: expects, who: by },
    fault: { injector: fault.injector, name: fault.name },
    control: control?.incident ? { incident: control.incident, recovered: false } : cannotEnd,
    when: healed?.incident.verdictAt ?? drill.endedAt ?? '',
  });
}

const heads = {
  proven: 'Proven',
  'not-proven': 'Not proven',
  'not-recovered': 'Not recovered while nothing acted',
  recovered: 'Recovered while nothing acted',
  stopped: 'Stopped',
  skipped: 'Skipped',
} as const;

function answer(drill: Drill, file: string | undefined, json: boolean): Answer {
  const { verdict = 'stopped', reason, incident, runbook } = drill;
  const isFine = verdict === 'proven' || verdict === 'not-recovered';
  const exitStatus = isFine ? 0 : 1;
  if (json) {
    const { expiresAt: _, ...rest } = drill;
    return { text: asJson({ ...rest, file: file ?? null }), exitStatus };
  }
  const took = secondsBetween(drill.brokenAt ?? drill.at, drill.endedAt ?? drill.at);
  const what = reason
    ? shown(reasonText(reason), 600)
    : isFine
      ? `it took ${formatSeconds(took)} in all`
      : '';
  const lines = [
    `${paint(isFine ? 'green' : 'red', heads[verdict])}: ${shown(runbook)}${what ? `, ${what}` : ''}.`,
    ...(incident ? [`nightshift show ${incident} has what was done.`] : []),
    ...(file ? [`Written to ${file}: commit it.`] : []),
  ];
  return { text: lines.join('\n'), exitStatus };
}
