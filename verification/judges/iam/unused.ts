import { unused } from './exceptions.ts';
import type { Account } from './roles.ts';

/** An action that a role was seen to need. */
export interface Used {
  readonly role: string;
  readonly action: string;
}

/** Granted actions that no recorded call needs, less the exceptions; and unneeded exceptions. */
export function needless({ policies }: Account, used: readonly Used[]): string[] {
  const needed = new Set(used.map(({ role, action }) => `${role} ${action}`));
  const granted = Object.entries(policies).flatMap(([role, its]) =>
    [
      ...new Set(
        its
          .flatMap(({ Statement }) => Statement)
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action }) => (typeof Action === 'string' ? [Action] : Action)),
      ),
    ].map((action) => ({ role, action })),
  );
  const superfluous = granted.filter(({ role, action }) => !needed.has(`${role} ${action}`));
  const fits = (exception: (typeof unused)[number], { role, action }: Used) =>
    exception.action.test(action) && (exception.role?.test(role) ?? true);
  return [
    ...superfluous
      .filter((one) => !unused.some((exception) => fits(exception, one)))
      .map(({ role, action }) => `${role} may call ${action}, and no recorded call needs it.`),
    ...unused
      .filter((exception) => !superfluous.some((one) => fits(exception, one)))
      .map(
        ({ action, role }) =>
          `Nothing needs the exception of ${action}${role ? ` for ${role}` : ''}: remove it.`,
      ),
  ];
}
