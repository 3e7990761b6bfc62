import type { Permission } from '#core/action/define-action';

/**
 * IAM's limits on the policies of one role, in characters without white space; neither can be raised.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const longestPolicies = { inline: 10_240, managed: 6_144 };

/**
 * Left free in each document for what frames the statements; in the inline one, which comes first, also for ARNs of the
 * other stack, which are known only when it is deployed.
 */
const reserve = { inline: 1_000, managed: 100 };

/** What a role may do, as one inline policy and, for what does not fit in there, managed policies. */
export interface Documents {
  readonly inline: readonly Permission[];
  readonly managed: ReadonlyArray<readonly Permission[]>;
}

/**
 * Divides permissions over policy documents, in their order; a permission on very many resources is itself divided.
 * @param lengthOf characters of a permission or a resource, as it stands in the policy
 * @param taken characters of the inline policy that something else needs
 */
export function fitInto(
  permissions: readonly Permission[],
  lengthOf: (part: Permission | string) => number,
  taken: number,
): Documents {
  const total = permissions.reduce((sum, permission) => sum + lengthOf(permission), taken);
  if (total <= longestPolicies.inline - reserve.inline) return { inline: permissions, managed: [] };
  const documents: Permission[][] = [[]];
  let room = longestPolicies.inline - reserve.inline - taken;
  for (const permission of permissions) {
    const frame = lengthOf({ ...permission, resources: [] });
    let part: string[] = [];
    const close = () => {
      if (part.length > 0) documents.at(-1)?.push({ ...permission, resources: part });
      part = [];
    };
    for (const resource of permission.resources) {
      // One more for the comma.
      const longer = lengthOf(resource) + 1;
      if (longer + (part.length === 0 ? frame : 0) > room) {
        close();
        documents.push([]);
        room = longestPolicies.managed - reserve.managed;
      }
      room -= longer + (part.length === 0 ? frame : 0);
      part.push(resource);
    }
    close();
  }
  const [inline = [], ...managed] = documents;
  return { inline, managed };
}
