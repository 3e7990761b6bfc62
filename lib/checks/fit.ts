import { readFileSync } from 'node:fs';
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { stackOf } from '#cdk/runbooks/assignment';
import { type EnvironmentSpec, mostRunbookStacks } from '#define/environment';
import { type Problem, problemAt } from './problem.ts';
import { type Quota, quotas, type Template, type Use, usesOf } from './quotas.ts';

/** Whether a deployment fits into its account, and what to do if not. */
export interface Fit {
  /** What AWS would refuse whatever the quotas are. */
  readonly problems: readonly Problem[];
  /** Quotas that have to be raised before the deployment, a sentence each. */
  readonly toRaise: readonly string[];
  readonly uses: readonly Use[];
}

/** What is assigned to a stack by its name: a runbook, or an alarm that it creates. */
type Assigned = IConstruct & { readonly assignedBy: string };

interface Deployed {
  readonly file: string;
  readonly spec: EnvironmentSpec;
  readonly runbooks: readonly Assigned[];
}

/** The templates as CDK has written them. */
export const templatesOf = (assembly: CloudAssembly): Template[] =>
  assembly.stacks.map(({ stackName, templateFullPath }) => ({
    stack: stackName,
    text: readFileSync(templateFullPath, 'utf8'),
  }));

/** Checks the templates of an environment against AWS's quotas. */
export function fitOf(assembly: CloudAssembly, deployed: Deployed): Fit {
  const templates = templatesOf(assembly);
  const uses = usesOf(templates);
  return {
    uses,
    problems: uses.flatMap((use) => problemOf(use, deployed, templates)),
    toRaise: uses.flatMap((use) => toRaise(use, deployed.spec)),
  };
}

const written = (count: number): string => count.toLocaleString('en-US');

function problemOf(
  { quota, used, stack }: Use,
  deployed: Deployed,
  templates: readonly Template[],
): Problem[] {
  const { of, limit, raise, otherwise = 'deploy fewer runbooks to this account' }: Quota = quotas[quota];
  const most = raise ? (raise.to ?? Number.POSITIVE_INFINITY) : limit;
  if (used <= most) return [];
  const { file, spec } = deployed;
  const found = `${stack ? `${stack}: ` : ''}${written(used)} ${of}`;
  const isFull = quota === 'resources' || quota === 'templateBytes';
  if (!isFull || !deployed.runbooks.some((runbook) => Stack.of(runbook).stackName === stack)) {
    return [problemAt(file, ['runbooks'], found, `at most ${written(most)}; ${otherwise}`)];
  }
  const needed = stacksNeeded(deployed, templates);
  const expected =
    needed === undefined
      ? 'fewer or shorter runbooks: no number of stacks would hold these'
      : `at least ${needed}: ${found}, and AWS takes at most ${written(most)}`;
  return [problemAt(file, ['runbookStacks'], spec.runbookStacks, expected)];
}

function toRaise({ quota, used }: Use, { name }: EnvironmentSpec): string[] {
  const { of, limit, raise }: Quota = quotas[quota];
  if (!raise || used <= limit) return [];
  return [
    `${name} needs ${written(used)} ${of}, and AWS grants ${written(limit)} unless the quota was raised: in Service Quotas, "${raise.name}".`,
  ];
}

interface Weight {
  readonly assignedBy: string;
  readonly resources: number;
  readonly bytes: number;
}

/** Reserve for the rest of a template, and for tags that a later version may add. */
const templateReserve = 10_000;

/** The smallest number of stacks, from two on, that hold the runbooks as they are assigned to them. */
function stacksNeeded({ runbooks }: Deployed, templates: readonly Template[]): number | undefined {
  const weights = weigh(runbooks, templates);
  const fits = (stacks: number) =>
    [...Map.groupBy(weights, ({ assignedBy }) => stackOf(assignedBy, stacks)).values()].every(
      (part) =>
        sumOf(part, 'resources') < quotas.resources.limit &&
        sumOf(part, 'bytes') <= quotas.templateBytes.limit - templateReserve,
    );
  return Array.from({ length: mostRunbookStacks - 1 }, (_, index) => index + 2).find(fits);
}

const sumOf = (weights: readonly Weight[], key: 'resources' | 'bytes'): number =>
  weights.reduce((sum, weight) => sum + weight[key], 0);

/** What each runbook or alarm adds to the template that it is in. */
function weigh(runbooks: readonly Assigned[], templates: readonly Template[]): Weight[] {
  const parsed = new Map(templates.map(({ stack, text }) => [stack, JSON.parse(text).Resources ?? {}]));
  return runbooks.map((runbook) => {
    const stack = Stack.of(runbook);
    const all = parsed.get(stack.stackName) ?? {};
    const ids = runbook.node
      .findAll()
      .filter((found) => CfnResource.isCfnResource(found))
      .map((resource) => stack.getLogicalId(resource));
    const own = Object.fromEntries(ids.map((id) => [id, all[id]]));
    // Indented as CDK indents it.
    const bytes = Buffer.byteLength(JSON.stringify({ Resources: own }, undefined, 1));
    return { assignedBy: runbook.assignedBy, resources: ids.length, bytes };
  });
}
