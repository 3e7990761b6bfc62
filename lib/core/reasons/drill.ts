import { clockTime } from '../time.ts';

/**
 * Reasons about drills. The first two complete "Not acting because …". `drill-over`: why a person is paged after all. The
 * others say why a drill did not begin, was stopped, or proved nothing: "Not proven: …".
 */
export const drillReasons = {
  'drill-control': ({ drill }: { drill: string }) =>
    `${drill} is a control: it shows whether the fault ends by itself`,
  'drill-target': ({ drill, target }: { drill: string; target: string }) =>
    `${drill} does not name ${target}, or the environment does not let drills touch it`,
  'drill-over': ({ drill, state }: { drill: string; state: string }) =>
    `${drill} is over, and the alarm is still in ${state}: this is no drill any more.`,
  'drill-not-declared': ({ runbook, environment }: { runbook: string; environment: string }) =>
    `environment ${environment} declares no drill of ${runbook}`,
  'drill-production': ({ environment }: { environment: string }) =>
    `${environment} is a production environment, and its drills have no allowProduction with a reason`,
  'drill-alarm': ({ alarm, state }: { alarm: string; state: string }) =>
    `the alarm ${alarm} is ${state}, and a drill begins only while it is OK and heard`,
  'drill-incident-open': ({ incident }: { incident: string }) =>
    `incident ${incident} is open on the same alarm, runbook or target`,
  'drill-mass-failure': ({ massFailure }: { massFailure: string }) => `mass failure ${massFailure} lasts`,
  'drill-hours': ({ now, hours }: { now: string; hours: string }) =>
    `it is ${now}, and drills are allowed only ${hours}`,
  'drill-per-day': ({ count, most }: { count: number; most: number }) =>
    `${count} drills began in the last 24 hours, and ${most} a day are allowed`,
  'drill-under-way': () => 'another drill is under way, or the alarm has just fired',
  'drill-mode': ({ mode }: { mode: string }) => `nothing would act: ${mode}`,
  'drill-guard': ({ guard }: { guard: string }) => `a guard would keep it from acting: ${guard}`,
  'drill-no-plan': ({ why }: { why: string }) => `the runbook has no plan for this alarm: ${why}`,
  'drill-not-injected': ({ error }: { error: string }) => `the fault could not be injected: ${error}`,
  'drill-stopped-by': ({ by }: { by: string }) => `stopped by ${by}`,
  'drill-stop-condition': ({ said }: { said: string }) => `the injector stopped the fault: ${said}`,
  'drill-switched': ({ switched }: { switched: string }) => `people switched meanwhile: ${switched}`,
  'drill-no-incident': ({ alarm }: { alarm: string }) =>
    `the fault did not make ${alarm} fire, or its runbook did not begin`,
  'drill-not-acted': ({ because }: { because: string }) => `no step acted: ${because}`,
  'drill-not-healed': ({ verdict, summary }: { verdict: string; summary: string }) =>
    `the incident ended as ${verdict}: ${summary}`,
  'drill-healed-late': ({ verdictAt, overAt }: { verdictAt: string; overAt: string }) =>
    `OK had held only at ${clockTime(verdictAt)}, and the fault was over at ${clockTime(overAt)}`,
  'drill-other-step': ({ expected, credited }: { expected: string; credited: string }) =>
    `"${expected}" was expected to heal it, and the credit went to ${credited}`,
  'drill-touched-else': ({ target }: { target: string }) =>
    `it touched ${target}, which the drill did not name`,
  'drill-left': ({ left }: { left: string }) => `it left something behind: ${left}`,
  'drill-deployed-meanwhile': () => 'another version of the runbook was deployed meanwhile',
  'drill-no-control': () =>
    'the fault ends by itself, so a recovery proves nothing; run it with --control first',
  'drill-control-recovered': () => 'the control recovered while nothing acted: the fault heals by itself',
  'drill-control-too-long': ({ verdictAt, overAt }: { verdictAt: string; overAt: string }) =>
    `the runbook watched until ${clockTime(verdictAt)}, and the fault was over at ${clockTime(overAt)}; let the fault last longer`,
};
