import { matchesPattern } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import { syntheticSpec } from '#define/synthetic';
import checkoutApiErrors from '#runbooks/checkout-api-errors';
import deadLettersArrived from '#runbooks/dead-letters-arrived';
import lambdaErrorsAfterDeploy from '#runbooks/lambda-errors-after-deploy';
import ordersWriterStuck from '#runbooks/orders-writer-stuck';
import recommendationsSlow from '#runbooks/recommendations-slow';
import searchUnderLoad from '#runbooks/search-under-load';
import shopPagesStale from '#runbooks/shop-pages-stale';
import stockListBroken from '#runbooks/stock-list-broken';
import webServiceHung from '#runbooks/web-service-hung';
import { services, teamAlarms } from '#verification/sandbox/demo/services';
import { environment } from '#verification/sandbox/names';
import accountErrors from '#verification/sandbox/project/runbooks/account-errors';
import newsErrors from '#verification/sandbox/project/runbooks/news-errors';
import { scenarios } from '#verification/sandbox/scenarios/index';

const runbooks: readonly RunbookSpec[] = [
  accountErrors,
  newsErrors,
  checkoutApiErrors,
  deadLettersArrived,
  lambdaErrorsAfterDeploy,
  ordersWriterStuck,
  recommendationsSlow,
  searchUnderLoad,
  shopPagesStale,
  stockListBroken,
  webServiceHung,
  syntheticSpec(environment),
];

function adopts({ id, when }: RunbookSpec, alarm: string): boolean {
  const tags = teamAlarms.find(({ name }) => name === alarm)?.tags ?? {};
  return (
    (when.creates ?? []).some(({ name }) => name === alarm) ||
    (when.alarms ?? []).some((one) =>
      typeof one === 'string' ? one === alarm : alarm.startsWith(one.prefix),
    ) ||
    (tags['nightshift:runbook'] === id && matchesPattern(alarm, when.taggedWithin ?? ''))
  );
}

describe('the scenarios', () => {
  it.each(scenarios.map(({ name, runbook, alarms }) => [name, runbook, alarms] as const))(
    '%s has a first alarm that only %s adopts, and others that one runbook adopts',
    (_, runbook, [first, ...others]) => {
      const adopting = (alarm: string) => runbooks.filter((one) => adopts(one, alarm)).map(({ id }) => id);
      expect(adopting(first)).toEqual([runbook]);
      for (const alarm of others) expect(adopting(alarm)).toEqual([expect.any(String)]);
    },
  );

  it('have names and alarms of their own', () => {
    const names = scenarios.map(({ name }) => name);
    const alarms = scenarios.flatMap((scenario) => scenario.alarms);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(alarms).size).toBe(alarms.length);
  });

  it('come after those that they wait for', () => {
    const names = scenarios.map(({ name }) => name);
    for (const { name, startsAfter = [] } of scenarios) {
      for (const before of startsAfter) expect(names.indexOf(before)).toBeLessThan(names.indexOf(name));
    }
  });

  it('that concern the whole environment stand after all others', () => {
    const alone = scenarios.map((scenario) => scenario.alone === true);
    expect(alone).toContain(true);
    expect(alone.slice(alone.indexOf(true))).not.toContain(false);
  });

  it('watch services that the demo has', () => {
    const known = services.map(({ name }) => name);
    const ofServices = teamAlarms.filter(({ dimensions }) => dimensions === undefined);
    expect(ofServices.length).toBeGreaterThan(1);
    for (const { service } of ofServices) expect(known).toContain(service);
  });
});
