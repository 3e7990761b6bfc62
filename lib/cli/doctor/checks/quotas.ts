import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { actionUses } from '#cdk/runbooks/action-functions';
import { alarmPatterns } from '#cdk/runbooks/adoption';
import { reservedFor, stagesOf } from '#cdk/stages';
import { quotas as documented } from '#checks/quotas';
import type { Check, Examination } from '../examination.ts';
import { type Found, looked, problem, remark, warning } from '../finding.ts';
import { listRulesPermission, rulesCalled } from './rules.ts';

/** "Leave at least 100 simultaneous executions unreserved." https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
const leaveUnreserved = 100;

/** Below this, the quota is that of a new account, 10. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const fewForAll = 100;

/** The share of a quota above which to warn. */
const nearly = 0.8;

const [settings, summary, list] = ['lambda:GetAccountSettings', 'iam:GetAccountSummary', 'events:ListRules'];

/** What the account has left of the quotas that a deploy uses. Synth reports what stacks and templates use. */
export const quotas: Check = {
  name: 'quotas',
  about: 'the account has room for what is deployed',
  needs: [],
  permissions: (planned) => [
    listRulesPermission(planned),
    {
      actions: [settings, summary],
      resources: ['*'],
      anyResourceBecause: 'Both read numbers of the account as a whole.',
    },
  ],
  run: async (examination) =>
    (
      await Promise.all([
        looked('Lambda concurrency', [settings], () => concurrency(examination)),
        looked('IAM roles', [summary], () => roles(examination)),
        looked('EventBridge rules', [list], () => ruleCount(examination)),
      ])
    ).flat(),
};

async function concurrency({ account, spec, isDeployed }: Examination): Promise<Found[]> {
  const reserved = stagesOf(spec).map((stage) => reservedFor(spec, stage));
  const wanted = reserved.reduce((sum, one) => sum + one, 0);
  const { AccountLimit } = await account.lambda.send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved } = AccountLimit ?? {};
  // Once deployed, it has its share.
  if (
    wanted > 0 &&
    isDeployed === false &&
    unreserved !== undefined &&
    unreserved - wanted < leaveUnreserved
  ) {
    return [
      problem(
        'Lambda concurrency',
        `The deploy reserves ${wanted} (for ${reserved.length} Lambdas) of ${unreserved} unreserved concurrent executions, and AWS keeps ${leaveUnreserved}: it would fail. It takes a quota of at least ${(all ?? unreserved) - unreserved + wanted + leaveUnreserved}; this account's is ${all ?? unreserved}.`,
        'Have the quota "Concurrent executions" of AWS Lambda raised, or set `reservedConcurrency: false` in the environment, at the price of the next finding.',
      ),
    ];
  }
  return all !== undefined && wanted === 0 && all < fewForAll
    ? [
        warning(
          'Lambda concurrency',
          `All Lambdas of this account share ${all} concurrent executions and none are reserved: in a mass failure, or when another function is busy, alarms and pages wait for a free one.`,
          'Have the quota "Concurrent executions" of AWS Lambda raised to 1,000, its default for accounts that are not new, and take `reservedConcurrency: false` out.',
        ),
      ]
    : [];
}

async function roles({ account, spec, isDeployed, runbooks, actions, place }: Examination): Promise<Found[]> {
  const { SummaryMap = {} } = await account.iam.send(new GetAccountSummaryCommand({}));
  const { Roles: used, RolesQuota: quota } = SummaryMap;
  if (used === undefined || quota === undefined) return [];
  const deployed = runbooks.map((runbook) => runbook.deployed);
  // One for each Lambda and state machine, plus the deadline's.
  const wanted =
    isDeployed !== false
      ? 0
      : stagesOf(spec).length + actionUses(deployed, actions, place).length + deployed.length + 1;
  return room('IAM roles', { used, wanted, quota }, documented.roles.raise.name);
}

async function ruleCount(examination: Examination): Promise<Found[]> {
  const { runbooks, names } = examination;
  const found = await rulesCalled(examination);
  const others = found.filter(({ Name }) => !Name?.startsWith(`${names.prefix}-`)).length;
  const own = found.length - others;
  const patterns = runbooks.reduce((sum, { deployed }) => sum + alarmPatterns(deployed).length, 0);
  // Plus the sweeper's two, the reconciler's and at least one for alarms that are OK again.
  const wanted = Math.max(0, patterns + 4 - own);
  return [
    ...room(
      'EventBridge rules',
      { used: found.length, wanted, quota: documented.rules.limit },
      documented.rules.raise.name,
    ),
    remark(
      'EventBridge rules',
      `${found.length} on the default event bus, held against AWS's default of ${documented.rules.limit}: a raised quota is not known here.`,
    ),
  ];
}

function room(
  about: string,
  { used, wanted, quota }: { readonly used: number; readonly wanted: number; readonly quota: number },
  name: string,
): Found[] {
  const fix = `Have the quota "${name}" raised in Service Quotas.`;
  const after = used + wanted;
  if (after > quota)
    return [
      problem(about, `${used} of ${quota} are taken, and a deploy takes ${wanted} more: it would fail.`, fix),
    ];
  return after > quota * nearly ? [warning(about, `${after} of ${quota} will be taken.`, fix)] : [];
}
