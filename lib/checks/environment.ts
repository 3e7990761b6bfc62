import type { Subscription } from '#define/environment';
import { emulatorAccount, timeDivisorOf } from '#define/local';
import type { Check } from './draft.ts';
import { otherPartition } from './partition.ts';
import { problemAt } from './problem.ts';

/** Definitions and links are those of the commercial regions, so other regions would not work. */
export const regionIsServed: Check = ({ environment: { file, sections } }) =>
  otherPartition(file, sections.region);

/** In real AWS, a verification in a tenth of its time would find every fix without effect. */
export const onlyEmulatorsDivideTime: Check = ({ environment: { file, sections } }) => {
  const divisor = timeDivisorOf(sections);
  if (divisor === 1 || sections.account === emulatorAccount) return [];
  const expected = `nothing: only a local emulator of AWS (account ${emulatorAccount}) divides time`;
  return [problemAt(file, ['divideTimeBy'], divisor, expected)];
};

/** Two paths to a phone: a backup to the same address as the page is not a second path. */
export const backupIsAnotherPath: Check = ({ environment: { file, sections } }) => {
  const { page = [], backup = [] } = sections.routes ?? {};
  const reached = page.map(whoIsReached);
  if (backup.length === 0 || backup.some((one) => !reached.includes(whoIsReached(one)))) return [];
  const expected = 'an address that is not among routes.page: the backup must arrive when the page does not';
  return [problemAt(file, ['routes', 'backup'], backup, expected)];
};

/** In practice, mailboxes do not differ in case, and neither do hosts of URLs. */
const whoIsReached = ({ protocol, endpoint }: Subscription): string =>
  protocol === 'email' || URL.canParse(endpoint) ? endpoint.toLowerCase() : endpoint;

/** Addresses that nobody has: the domains of RFC 2606, and North American phone numbers reserved for fiction. */
const nobody = /@example\.(com|org|net)$|^\+1\d{3}55501\d{2}$/;

/** An environment that may act must be able to page: a placeholder left in the routes would never ring. */
export const routesReachSomebody: Check = ({ environment: { file, sections } }) => {
  const { routes, runbooks = {} } = sections;
  if (!routes || Object.keys(runbooks).length === 0) return [];
  return Object.entries(routes).flatMap(([route, subscriptions]) =>
    subscriptions.flatMap(({ endpoint }, index) =>
      nobody.test(endpoint)
        ? [
            problemAt(
              file,
              ['routes', route, index, 'endpoint'],
              endpoint,
              'an address of yours: nobody reads this one',
            ),
          ]
        : [],
    ),
  );
};

/** CDK spreads subnets over availability zones evenly, and reads the lists by position. */
export const subnetsFitZones: Check = ({ environment: { file, sections } }) =>
  Object.entries(sections.networks ?? {}).flatMap(([name, { availabilityZones, subnetIds }]) => {
    if (subnetIds.length % availabilityZones.length === 0) return [];
    const expected = `as many for each of the ${availabilityZones.length} availability zones, in their order`;
    return [problemAt(file, ['networks', name, 'subnetIds'], subnetIds, expected)];
  });
