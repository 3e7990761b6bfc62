import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Permission } from '#core/action/define-action';
import type { Account } from './account.ts';
import { type Found, problem, unbelieved } from './finding.ts';

/**
 * Calls for which IAM accepts a grant on a state machine's ARN, while its simulator knows no resource and denies them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html (no resource types),
 * https://github.com/aws/aws-cdk/pull/8486 (both tried)
 */
const withoutResource = /^states:SendTask(Success|Failure|Heartbeat)$/;

/** Whether such a denial has another cause: something besides the grant forbids the call. */
const forbidden = (result: EvaluationResult): boolean =>
  result.EvalDecision === 'explicitDeny' || because(result) !== '';

const isDenied = (result: EvaluationResult): boolean =>
  withoutResource.test(result.EvalActionName ?? '') ? forbidden(result) : result.EvalDecision !== 'allowed';

export const simulateCall = 'iam:SimulatePrincipalPolicy';

/**
 * Asks IAM whether a role may do what one statement grants it: policies, boundary and the organization's limits together.
 * Resource policies, such as a key's, are not simulated.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function simulated(
  { iam, emulated }: Pick<Account, 'iam' | 'emulated'>,
  role: string,
  about: string,
  { actions, resources, conditions = {} }: Permission,
): Promise<Found[]> {
  const context = Object.values(conditions).flatMap((values) => Object.entries(values));
  const denied: EvaluationResult[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: [...actions],
        ResourceArns: [...resources],
        ContextEntries: context.map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyValues: [value].flat(),
          ContextKeyType: typeof value === 'string' ? 'string' : 'stringList',
        })),
        ...(Marker ? { Marker } : {}),
      }),
    );
    denied.push(...(page.EvaluationResults ?? []).filter(isDenied));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  if (emulated && context.length > 0 && denied.length > 0) {
    const calls = denied.map(({ EvalActionName }) => EvalActionName).join(', ');
    return [unbelieved(about, `whether its role may ${calls} depends on a condition`)];
  }
  return denied.map((result) =>
    problem(
      about,
      `Its role ${role.split('/').at(-1)} may not ${result.EvalActionName} on ${result.EvalResourceName ?? '*'}${because(result)}.`,
      'Deploy again; if that changes nothing, look at what was changed by hand, at the permissions boundary, and at the policies of the organisation.',
    ),
  );
}

function because({
  OrganizationsDecisionDetail: organisation,
  PermissionsBoundaryDecisionDetail: boundary,
}: EvaluationResult): string {
  if (organisation?.AllowedByOrganizations === false) return ', by a policy of the organisation';
  return boundary?.AllowedByPermissionsBoundary === false ? ', by its permissions boundary' : '';
}
