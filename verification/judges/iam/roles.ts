import { refIn, resolver } from '../evidence/account.ts';
import { callers } from '../evidence/recorder.ts';
import type { Deployed } from '../evidence/templates.ts';

/** A policy document. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
}

/** The account as IAM sees it. */
export interface Account {
  /** By the role's logical id. */
  readonly policies: Readonly<Record<string, readonly Policy[]>>;
  /** Policies of resources, by ARN: topics and the key. */
  readonly resourcePolicies: Readonly<Record<string, Policy>>;
  /** The roles behind this caller's calls, by its name in the rehearsal. Empty if it is unknown. */
  readonly rolesOf: (caller: string, called?: string) => readonly string[];
  /** ARNs: one key, one table, and the deadlines' role. */
  readonly key: string;
  readonly table: string;
  readonly deadlineRole: string;
  /** ARN that is deployed for a function, by its name in the rehearsal. */
  readonly functionArn: (name: string) => string;
  /** What AWS itself does with a role, which no rehearsal records: a rule or a schedule starts its target. */
  readonly starts: ReadonlyArray<{ readonly role: string; readonly target: string }>;
}

/** Reads roles, policies and their users from the templates. */
export function accountOf(deployed: Deployed): Account {
  const resolve = resolver(deployed);
  const entries = Object.entries(deployed.resources);
  const ofType = (type: string) => entries.filter(([, { Type }]) => Type === type);
  const arnOf = (id: string) => String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
  const only = (type: string, id = ''): string => {
    const [found, ...others] = ofType(type).filter(([name]) => name.startsWith(id));
    if (!found || others.length > 0) throw new Error(`There is not exactly one ${type} ${id}.`);
    return arnOf(found[0]);
  };
  const functions = functionsOf(deployed);
  const machines = ofType('AWS::StepFunctions::StateMachine').map(([, { Properties }]) => ({
    role: refIn(Properties['RoleArn']),
    calls: Object.keys(Properties['DefinitionSubstitutions'] as object),
  }));
  const deadlineRole = ofType('AWS::IAM::Role').find(([id]) => id.startsWith('DeadlineRole'))?.[0] ?? '';
  return {
    policies: policiesOf(deployed),
    resourcePolicies: resourcePoliciesOf(deployed),
    rolesOf: (caller, called) => {
      if (caller === callers.schedule) return [deadlineRole];
      if (caller === callers.stateMachine)
        return machines.filter(({ calls }) => !called || calls.includes(called)).map(({ role }) => role);
      const found = functions.get(caller);
      return found ? [found.role] : [];
    },
    key: only('AWS::KMS::Key'),
    table: only('AWS::DynamoDB::Table'),
    deadlineRole: arnOf(deadlineRole),
    functionArn: (name) => functions.get(name)?.arn ?? '',
    starts: startsOf(deployed),
  };
}

interface DeployedFunction {
  readonly role: string;
  readonly arn: string;
}

/** Functions by their names in the rehearsal: the placeholder that stands for them, or their stage. */
function functionsOf(deployed: Deployed): ReadonlyMap<string, DeployedFunction> {
  const resolve = resolver(deployed);
  const found = new Map<string, DeployedFunction>();
  const roleOf = (id: string) => refIn(deployed.resources[id]?.Properties['Role']);
  for (const [id, { Type, Properties }] of Object.entries(deployed.resources)) {
    if (Type === 'AWS::Lambda::Function') {
      const arn = String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
      found.set(arn.replace(/^.*:nightshift-[^-]+-/, ''), { role: roleOf(id), arn });
    }
    if (Type !== 'AWS::StepFunctions::StateMachine') continue;
    for (const [placeholder, version] of Object.entries(Properties['DefinitionSubstitutions'] as object)) {
      if (!/FunctionArn$/.test(placeholder)) continue;
      const function_ = refIn(deployed.resources[refIn(version)]?.Properties['FunctionName']);
      found.set(placeholder, { role: roleOf(function_), arn: String(resolve(version)) });
    }
  }
  const sweep = found.get('sweep');
  // The sweep's function also hears of executions that ended badly.
  if (sweep) found.set('execution-ended', sweep);
  return found;
}

function policiesOf(deployed: Deployed): Account['policies'] {
  const resolve = resolver(deployed);
  const policies: Record<string, Policy[]> = {};
  for (const [id, { Type, Properties }] of Object.entries(deployed.resources)) {
    if (Type === 'AWS::IAM::Role') {
      const inline = (Properties['Policies'] ?? []) as { PolicyDocument: unknown }[];
      policies[id] = [
        ...(policies[id] ?? []),
        ...inline.map(({ PolicyDocument }) => resolve(PolicyDocument) as Policy),
      ];
    }
    if (!/^AWS::IAM::(Managed)?Policy$/.test(Type)) continue;
    for (const role of (Properties['Roles'] ?? []) as unknown[]) {
      const holder = refIn(role);
      policies[holder] = [...(policies[holder] ?? []), resolve(Properties['PolicyDocument']) as Policy];
    }
  }
  return policies;
}

function resourcePoliciesOf(deployed: Deployed): Account['resourcePolicies'] {
  const resolve = resolver(deployed);
  const policies: Record<string, Policy> = {};
  for (const [id, { Type, Properties }] of Object.entries(deployed.resources)) {
    if (Type === 'AWS::KMS::Key')
      policies[String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }))] = resolve(Properties['KeyPolicy']) as Policy;
    if (Type !== 'AWS::SNS::TopicPolicy') continue;
    for (const topic of resolve(Properties['Topics']) as string[])
      policies[topic] = resolve(Properties['PolicyDocument']) as Policy;
  }
  return policies;
}

function startsOf(deployed: Deployed): Account['starts'] {
  const resolve = resolver(deployed);
  return Object.values(deployed.resources).flatMap(({ Type, Properties }) => {
    const targets =
      Type === 'AWS::Events::Rule'
        ? ((Properties['Targets'] ?? []) as { Arn: unknown; RoleArn?: unknown }[])
        : Type === 'AWS::Scheduler::Schedule'
          ? [Properties['Target'] as { Arn: unknown; RoleArn?: unknown }]
          : [];
    return targets.flatMap(({ Arn, RoleArn }) =>
      RoleArn ? [{ role: refIn(RoleArn), target: String(resolve(Arn)) }] : [],
    );
  });
}
