import { matchesPattern } from '#core/runbook/runbook';
import { type Deployed, list, ofType, type Resource } from './resources.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An AWS service that calls on behalf of one resource. */
export interface Caller {
  readonly service: string;
  /** The resource's ARN from its account on: `alarm:nightshift-sandbox-engine-sweep-silent`. */
  readonly source: string;
}

/** What sending a message encrypted by our key takes. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const keyUse = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

const statementsIn = (document: unknown): readonly Statement[] =>
  list((document as { readonly Statement?: unknown } | undefined)?.Statement) as readonly Statement[];

const allows = (statement: Statement, action: string): boolean =>
  statement.Effect === 'Allow' && list(statement.Action).some((one) => matchesPattern(action, String(one)));

/** Whether a role may make a call on a resource, by its inline policies and the managed ones of this deployment. */
export function roleMay(deployed: Deployed, role: Resource, action: string, resource: string): boolean {
  const inline = list(role.properties['Policies']) as readonly { readonly PolicyDocument?: unknown }[];
  const managed = list(role.properties['ManagedPolicyArns']).flatMap(
    (policy) => deployed.byToken.get(String(policy))?.properties ?? [],
  ) as readonly { readonly PolicyDocument?: unknown }[];
  return [...inline, ...managed]
    .flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument))
    .some(
      (statement) =>
        allows(statement, action) &&
        list(statement.Resource).some((pattern) => matchesPattern(resource, String(pattern))),
    );
}

/** Whether a resource's own policy admits a service on behalf of a resource. */
export const policyAdmits = (document: unknown, action: string, caller: Caller): boolean =>
  statementsIn(document).some(
    (statement) =>
      allows(statement, action) &&
      isPrincipal(statement, caller.service) &&
      isSource(statement, caller.source),
  );

const isPrincipal = ({ Principal }: Statement, service: string): boolean =>
  list((Principal as { readonly Service?: unknown } | undefined)?.Service).includes(service);

/** Conditions on the account hold for whatever is in it; those on the source's ARN have to match it. */
function isSource({ Condition = {} }: Statement, source: string): boolean {
  const patterns = ['ArnLike', 'ArnEquals', 'StringLike', 'StringEquals'].flatMap((operator) =>
    list(Condition[operator]?.['aws:SourceArn']),
  );
  return (
    patterns.length === 0 || patterns.some((pattern) => matchesPattern(source, afterAccount(String(pattern))))
  );
}

/** What follows the account in an ARN: `rule/x` of `arn:aws:events:eu-central-1:111122223333:rule/x`. */
const afterAccount = (arn: string): string => arn.split(':').slice(5).join(':');

/** The policy of a queue or a topic, which is a resource of its own. */
export const policyOf = (deployed: Deployed, { token, type }: Resource): unknown => {
  const [policy, field] =
    type === 'AWS::SNS::Topic' ? ['AWS::SNS::TopicPolicy', 'Topics'] : ['AWS::SQS::QueuePolicy', 'Queues'];
  return {
    Statement: ofType(deployed, policy)
      .filter(({ properties }) => list(properties[field]).includes(token))
      .flatMap(({ properties }) => statementsIn(properties['PolicyDocument'])),
  };
};
