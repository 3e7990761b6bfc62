import environment from '#environments/sandbox';
import deadLettersArrived from '#runbooks/dead-letters-arrived';
import lambdaErrorsAfterDeploy from '#runbooks/lambda-errors-after-deploy';
import searchUnderLoad from '#runbooks/search-under-load';
import stockListBroken from '#runbooks/stock-list-broken';
import { alias, functions } from '#verification/sandbox/demo/functions';
import { services } from '#verification/sandbox/demo/services';
import {
  account,
  arn,
  caches,
  cluster,
  database,
  ordersQueue,
  ordersQueueDead,
  phones,
  region,
  signingKeyParameter,
} from '#verification/sandbox/names';

describe('the environment of the sandbox', () => {
  it('is deployed where the demo is', () => {
    expect(environment).toMatchObject({ account, region });
  });

  it('names the cluster, the caches and the database of the demo', () => {
    const [sessions, pages] = caches;
    expect(environment.runbooks).toMatchObject({
      'web-service-hung': { cluster },
      'checkout-api-errors': { cluster, cache: sessions },
      'shop-pages-stale': { cluster, cache: pages },
      'orders-writer-stuck': { cluster: database },
    });
  });

  it('acts on the queues and functions of the demo', () => {
    const [redrive] = deadLettersArrived.steps;
    expect(redrive?.parameters).toMatchObject({ deadLetterQueue: ordersQueueDead, queue: ordersQueue });
    const [invoke] = stockListBroken.steps;
    expect(invoke?.parameters).toMatchObject({ function: functions.rebuild, qualifier: alias });
    const [rollBack] = lambdaErrorsAfterDeploy.steps;
    expect(rollBack?.parameters).toMatchObject({ alias });
    const [scaleOut] = searchUnderLoad.steps;
    expect(services.map(({ name }) => name)).toContain(scaleOut?.parameters['service']);
  });

  it('keeps the key of its webhook where the sandbox puts it', () => {
    expect(environment.channels?.[0]?.settings['signingKey']).toEqual({
      secret: `arn:aws:ssm:${region}:${account}:parameter${signingKeyParameter}`,
    });
  });

  it('sends pages and notices to the queues that stand for phones', () => {
    const { page, backup, notice } = environment.routes;
    const endpoints = [...page, ...backup, ...notice].map(({ endpoint }) => endpoint);
    expect(endpoints).toEqual(phones.map(arn.queue));
  });
});
