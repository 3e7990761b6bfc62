import { type Problem, problemAt } from '../problem.ts';
import type { Template } from '../quotas.ts';
import { everyRuleHasDeadLettersAndAge, everyUndeliveredPageIsFound } from './deployed/deliveries.ts';
import type { Invariant } from './deployed/finding.ts';
import { everyPublisherIsAdmitted, everyTopicHasASubscription } from './deployed/publishers.ts';
import { deployedBy } from './deployed/resources.ts';

/** What the templates of every environment keep, whatever is in them. */
export const templateInvariants = {
  everyTopicHasASubscription,
  everyPublisherIsAdmitted,
  everyRuleHasDeadLettersAndAge,
  everyUndeliveredPageIsFound,
} as const satisfies Readonly<Record<string, Invariant>>;

/**
 * Where the templates of an environment break a promise: a path to a person that ends at a refusal. Pure.
 * @param file the environment's, e.g. `environments/production.ts`
 */
export function templateProblems(
  file: string,
  templates: readonly Template[],
  kept: Readonly<Record<string, Invariant>> = templateInvariants,
): Problem[] {
  const deployed = deployedBy(templates);
  return Object.values(kept)
    .flatMap((invariant) => invariant(deployed))
    .map(({ resource, field, found, expected }) => problemAt(file, [resource.where, field], found, expected));
}
