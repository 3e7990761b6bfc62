import type { Place } from '#core/action/define-action';
import type { Stage } from '#core/stages';
import { faultMachineName } from '#drill/names';

/** The topics: field names of `routes` in an environment. */
export type Route = 'page' | 'backup' | 'notice';

/**
 * Every name of a resource that Nightshift creates. Names are fixed so that roles and queue policies can name resources of
 * other stacks, and people find them. Roles are unnamed: IAM is global, and one environment name may be used in several
 * regions.
 *
 * All start with `nightshift-<environment>`: don't name one environment `shop` and another `shop-eu` in one account and region,
 * since the permissions of the first would then cover the second.
 */
export function namesIn(environment: string) {
  const prefix = `nightshift-${environment}`;
  return {
    prefix,
    foundationStack: `${prefix}-foundation`,
    runbooksStack: `${prefix}-runbooks`,
    /** Used with more than one `runbookStacks`; numbered from 1. */
    runbooksPartStack: (part: number) => `${prefix}-runbooks-${part}`,
    delayedPagesStack: `${prefix}-delayed-pages`,
    consoleStack: `${prefix}-console`,
    drillsStack: `${prefix}-drills`,
    faultMachine: (runbook: string) => faultMachineName(environment, runbook),
    /** Under `/aws/vendedlogs/`, as the executions' logs. */
    experimentLogs: `/aws/vendedlogs/fis/${prefix}`,
    dashboard: prefix,
    /** A folder in Logs Insights' list of saved queries. */
    savedQuery: (name: string) => `${prefix}/${name}`,
    keyAlias: `alias/${prefix}`,
    table: prefix,
    topic: (route: Route) => `${prefix}-${route}`,
    deadlineGroup: prefix,
    deadLetters: `${prefix}-dead-letters`,
    function: (handler: string, network?: string) => [prefix, handler, network].filter(Boolean).join('-'),
    functionLogs: (functionName: string) => `/aws/lambda/${functionName}`,
    stateMachine: (runbook: string) => `${prefix}-${runbook}`,
    /** The rule that starts a runbook; disabling it stops the runbook from starting by event. */
    rule: (runbook: string) => `${prefix}-${runbook}`,
    /** Additional rules, if its alarms don't fit into one event pattern. A runbook's id has no period. */
    furtherRule: (runbook: string, number: number) => `${prefix}-${runbook}.${number}`,
    /** Under `/aws/vendedlogs/`, so that the account's log resource policy does not grow with each state machine. */
    executionLogs: `/aws/vendedlogs/states/${prefix}`,
    /** The schedule of the daily digest, in the account's default group. */
    digestSchedule: `${prefix}-digest`,
    engineAlarm: (trouble: string) => `${prefix}-engine-${trouble}`,
    /** Alarms that say that Nightshift works on an alarm, and that nobody does. The backup topic admits them by their names. */
    workingOn: (alarm: string) => `${prefix}-engine-working-on-${alarm}`,
    unhandled: (alarm: string) => `${prefix}-engine-unhandled-${alarm}`,
  } as const;
}
export type Names = ReturnType<typeof namesIn>;

/** ARNs, and patterns of ARNs, that follow from the names. */
export function arnsIn(names: Names, { partition, region, account }: Place) {
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    topic: (route: Route) => arn('sns', names.topic(route)),
    alarm: (name: string) => arn('cloudwatch', `alarm:${name}`),
    alarms: arn('cloudwatch', 'alarm:*'),
    engineAlarm: (trouble: string) => arn('cloudwatch', `alarm:${names.engineAlarm(trouble)}`),
    engineAlarms: arn('cloudwatch', `alarm:${names.engineAlarm('*')}`),
    deadlines: arn('scheduler', `schedule/${names.deadlineGroup}/*`),
    stateMachine: (runbook: string) => arn('states', `stateMachine:${names.stateMachine(runbook)}`),
    faultMachine: (runbook: string) => arn('states', `stateMachine:${names.faultMachine(runbook)}`),
    faults: arn('states', `execution:${names.faultMachine('*')}:*`),
    executions: arn('states', `execution:${names.stateMachine('*')}:*`),
    /** Every rule of the engine: CloudFormation derives names from the stack's, which has the same prefix. */
    rules: arn('events', `rule/${names.prefix}-*`),
    functionLogStreams: (functionName: string) =>
      arn('logs', `log-group:${names.functionLogs(functionName)}:log-stream:*`),
    versions: (functionName: string) => arn('lambda', `function:${functionName}:*`),
    function: (functionName: string) => arn('lambda', `function:${functionName}`),
    /** Every function of the environment. */
    functions: arn('lambda', `function:${names.prefix}-*`),
    stage: (stage: Stage) => arn('lambda', `function:${names.function(stage)}`),
    networkInterfaces: arn('ec2', '*/*'),
    /** A resource of the account that is not Nightshift's. */
    any: arn,
  } as const;
}
export type Arns = ReturnType<typeof arnsIn>;

/** The handler file of a stage or an action, from the repository's root. */
export const handlerFile = {
  stage: (stage: Stage) => `lambdas/${stage}/handler.ts`,
  action: (action: string) => `actions/${action}/handler.ts`,
} as const;
