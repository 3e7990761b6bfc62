import type { Permission } from '#core/action/define-action';

/**
 * IAM's limits on the policies of a role, in characters without white space. Neither can be raised.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const longestPolicies = { inline: 10_240, managed: 6_144 };

/**
 * Space kept in each document for what surrounds the statements; in the inline one, which is filled first, also for ARNs of
 * other stacks, which are known only at deploy.
 */
const reserve = { inline: 1_000, managed: 100 };

/** A role's permissions: one inline policy, and managed policies for the rest. */
export interface Documents {
  readonly inline: readonly Permission[];
  readonly managed: ReadonlyArray<readonly Permission[]>;
}

/**
 * Divides permissions over policy documents, in order. A permission on very many resources is itself divided.
 * @param lengthOf characters of a permission or a resource in the policy
 * @param taken characters of the inline policy that are needed for something else
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
