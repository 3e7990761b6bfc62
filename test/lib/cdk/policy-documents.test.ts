import fc from 'fast-check';
import { fitInto, longestPolicies } from '#cdk/policy-documents';
import type { Permission } from '#core/action/define-action';

const lengthOf = (part: Permission | string) => JSON.stringify(part).length;
const fitted = (permissions: readonly Permission[], taken = 0) => fitInto(permissions, lengthOf, taken);
const arns = (count: number, of = 'service') =>
  Array.from(
    { length: count },
    (_, index) => `arn:aws:ecs:eu-central-1:111122223333:${of}/shop/${of}-${index}`,
  );
const granted = (permissions: readonly Permission[]) =>
  permissions.flatMap(({ actions, resources }) =>
    resources.flatMap((resource) => actions.map((action) => `${action} ${resource}`)),
  );

describe('what a role may do', () => {
  test('is one inline policy as long as it fits', () => {
    const permissions = [{ actions: ['ecs:UpdateService'], resources: arns(100) }];
    expect(fitted(permissions)).toEqual({ inline: permissions, managed: [] });
  });

  test('goes on in managed policies where it does not', () => {
    const { inline, managed } = fitted([{ actions: ['ecs:UpdateService'], resources: arns(300) }]);
    expect(inline).toHaveLength(1);
    expect(managed.length).toBeGreaterThan(0);
  });

  test('leaves room in the inline policy for what is denied', () => {
    const permissions = [{ actions: ['ecs:UpdateService'], resources: arns(100) }];
    expect(fitted(permissions, 5_000).managed.length).toBeGreaterThan(0);
  });

  test('is the same however it is divided, and each document fits', () => {
    const permission = fc.record({
      actions: fc.uniqueArray(fc.constantFrom('a:One', 'a:Two', 'b:Three'), { minLength: 1 }),
      resources: fc.integer({ min: 1, max: 400 }).map((count) => arns(count)),
      anyResourceBecause: fc.constant('A reason that goes with every part.'),
    });
    fc.assert(
      fc.property(fc.array(permission, { maxLength: 12 }), (permissions) => {
        const { inline, managed } = fitted(permissions);
        expect(granted([...inline, ...managed.flat()])).toEqual(granted(permissions));
        expect(JSON.stringify(inline).length).toBeLessThanOrEqual(longestPolicies.inline);
        for (const document of managed) {
          expect(document.length).toBeGreaterThan(0);
          expect(JSON.stringify(document).length).toBeLessThanOrEqual(longestPolicies.managed);
        }
        for (const part of [...inline, ...managed.flat()]) expect(part.anyResourceBecause).toBeTruthy();
      }),
      { numRuns: 40 },
    );
  });
});
