import type { LambdaClient } from '@aws-sdk/client-lambda';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type DeployedGuards, fillIn } from '#core/guards/derived';
import type { Incident } from '#core/incident/records';
import type { Mode } from '#core/runbook/mode';
import { incidentKey } from '#core/table/keys';
import type { DeployedHere, WidgetEvent } from '#lambdas/widget/contract';
import { widget } from '#lambdas/widget/widget';
import { ControlPlane } from '#test/support/control-plane';
import { pastIncident } from '#testing/past';
import { places, World } from '#testing/world/world';

export const endpoint = 'arn:aws:lambda:us-east-1:000000000000:function:nightshift-sandbox-widget';

/** The same guards for each: what a calendar says is asked where one is named. */
const runbook = (id: string, mode: Mode, guards: Partial<DeployedGuards> = {}) => ({
  id,
  owner: `team-${id.split('-')[0]}`,
  mode,
  guards: { ...fillIn({}, undefined), ...guards },
});

/** What a deployment says of itself. */
export const deployedWith = (guards: Partial<DeployedGuards> = {}): DeployedHere => ({
  runbooks: [
    runbook('web-service-hung', 'auto', guards),
    runbook('orders-writer-stuck', 'watch', guards),
    runbook('quiet-one', 'auto', guards),
  ],
  actionFunctions: ['nightshift-rehearsal-restart-ecs-tasks', 'nightshift-rehearsal-flush-redis-cache'],
});

/** A table on a world, and the widget over it. */
export function aDashboard(world = new World(), deployed = deployedWith()) {
  const plane = new ControlPlane(deployed.actionFunctions);
  const { documents } = world.clients;
  const services = {
    database: { client: documents, table: places.table },
    environment: places.environment,
    logGroups: ['/aws/lambda/nightshift-rehearsal-admit'],
    now: world.clock.now,
    deployed,
    cloudwatch: world.clients.cloudwatch,
    lambda: world.client<LambdaClient>('lambda', plane),
    ssm: world.clients.ssm,
  };
  const put = (incident: Incident) =>
    documents.send(
      new PutCommand({ TableName: places.table, Item: { ...incidentKey(incident.id), ...incident } }),
    );
  /** So many incidents, a minute apart, the newest a minute ago. */
  const past = async (count: number, changes: (number: number) => Partial<Incident> = () => ({})) => {
    const incidents = Array.from({ length: count }, (_, number) =>
      pastIncident(number, new Date(world.clock.now().getTime() - (number + 1) * 60_000), changes(number)),
    );
    await world.clock.run(async () => {
      for (const incident of incidents) await put(incident);
    });
    return incidents;
  };
  const ask = (event: unknown) => world.clock.run(() => widget(event, endpoint, services));
  const shows = (parameters: Partial<WidgetEvent> & { form?: Record<string, unknown> } = {}) => {
    const { form, ...event } = parameters;
    return ask({ ...event, widgetContext: { theme: 'light', ...(form ? { forms: { all: form } } : {}) } });
  };
  return { world, plane, services, put, past, ask, shows };
}

/** Each row of the body of the table with this caption, as texts. */
export function rowsOf(html: string, caption: string): string[][] {
  const tables = html.split('<table>').slice(1);
  const found = tables.find((table) => textOf(table.split('</caption>')[0] ?? '').includes(caption));
  const body = found?.split('<tbody>')[1]?.split('</tbody>')[0] ?? '';
  return body
    .split('<tr>')
    .slice(1)
    .map((row) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => textOf(cell)));
}

/** What a person reads. */
export const textOf = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>|<cwdb-action.*?<\/cwdb-action>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
