import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { queries } from '#cdk/console/queries';
import { stageHandler } from '#core/aws/lambda';
import { variables } from '#core/aws/variables';
import { effects, metric } from '#core/incident/metric-names';
import { verdicts } from '#core/incident/records';
import { views, WidgetEvent } from '#lambdas/widget/contract';
import { hushed } from '#test/support/scenes';
import { written } from '#test/support/written';
import { type Templates, templates } from './templates.ts';

hushed();

let sandbox: Templates;
beforeAll(async () => {
  sandbox = await templates();
});

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly params?: unknown;
    readonly alarms?: readonly string[];
  };
}

/** The dashboard's widgets; what only the deployment knows is called `?`. */
function widgets(): Widget[] {
  const [dashboard] = Object.values(sandbox.console.findResources('AWS::CloudWatch::Dashboard'));
  const body: unknown = dashboard?.Properties.DashboardBody;
  const parts =
    typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '?')).join('')).widgets;
}

const drawn = () => widgets().flatMap(({ properties }) => properties.metrics ?? []);

describe('the dashboard', () => {
  test('draws Nightshift’s own metrics by names and dimensions that are written', () => {
    const own = drawn().filter(([namespace]) => namespace === metric.namespace);
    expect(new Set(own.map(([, name]) => name))).toEqual(
      new Set([metric.incidents, metric.timeToRecover, metric.timeToFirstAction, metric.stepEffect]),
    );
    for (const [, , ...rest] of own) {
      const texts = rest.filter((part) => typeof part === 'string') as string[];
      const dimensions = Object.fromEntries(
        Array.from({ length: texts.length / 2 }, (_, index) => texts.slice(index * 2, index * 2 + 2)),
      );
      expect(dimensions['environment']).toBe('sandbox');
      if (dimensions['verdict']) expect(verdicts).toContain(dimensions['verdict']);
      if (dimensions['effect']) expect(effects).toContain(dimensions['effect']);
    }
    const searched = JSON.stringify(drawn());
    expect(searched).toContain(metric.pagesSent);
  });

  test('shows every action of the runbooks by its effects', () => {
    const actions = new Set(
      drawn().flatMap((line) => (line[1] === metric.stepEffect ? [line[line.indexOf('action') + 1]] : [])),
    );
    expect([...actions].sort()).toEqual([
      'fail-over-aurora-cluster',
      'flush-redis-cache',
      'invoke-lambda',
      'redrive-dead-letters',
      'restart-ecs-tasks',
      'roll-back-lambda-alias',
      'scale-out-ecs-service',
      'turn-off-feature',
    ]);
  });

  test('shows what only the records know by views of the widget, with parameters that it takes', () => {
    const custom = widgets().filter(({ type }) => type === 'custom');
    expect(custom.map(({ properties }) => properties.params)).toEqual(
      views.filter((view) => view !== 'incident').map((view) => ({ view })),
    );
    for (const { properties } of custom) expect(WidgetEvent.safeParse(properties.params).success).toBe(true);
  });

  test('watches every Lambda of the environment, and every alarm on the engine', () => {
    const all = [sandbox.foundation, sandbox.runbooks, sandbox.console].flatMap((template) =>
      Object.values(template.findResources('AWS::Lambda::Function')).map(
        ({ Properties }) => Properties.FunctionName,
      ),
    );
    for (const name of ['Errors', 'Throttles']) {
      const watched = drawn().filter((line) => line[1] === name && line[0] === 'AWS/Lambda');
      expect(new Set(watched.map((line) => line[3]))).toEqual(new Set(all));
    }
    const alarms = Object.values(sandbox.foundation.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties.AlarmName,
    );
    const shown = widgets().flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.map((arn) => arn.split(':').at(-1)).sort()).toEqual(alarms.sort());
  });

  test('is there for an environment that has no runbook, too', async () => {
    const { console } = await templates({ runbooks: {}, modes: {} });
    console.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});

describe('the widget’s Lambda', () => {
  test('may read what it shows, and nothing else', () => {
    const [role] = Object.values(sandbox.console.findResources('AWS::IAM::Role'));
    const statements = role?.Properties.Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: unknown[] } }) => PolicyDocument.Statement,
    );
    const calls = statements.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(new Set(calls)).toEqual(
      new Set([
        'dynamodb:Query',
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'lambda:GetFunctionConcurrency',
        'cloudwatch:DescribeAlarms',
        'kms:Decrypt',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
      ]),
    );
    const conditions = statements.flatMap(({ Condition }: { Condition?: unknown }) => Condition ?? []);
    expect(conditions).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['INCIDENT#*', 'MODES', 'STORM', 'TARGET#*'] } },
      {
        'ForAllValues:StringEquals': {
          'dynamodb:LeadingKeys': ['WATCHED'],
          'dynamodb:Attributes': ['pk', 'sk', 'open', 'pageBy'],
        },
        StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    ]);
  });

  test('knows the log group of every Lambda', () => {
    const [lambda] = Object.values(sandbox.console.findResources('AWS::Lambda::Function'));
    const groups = lambda?.Properties.Environment.Variables[variables.logGroups].split(',');
    expect(groups).toContain('/aws/lambda/nightshift-sandbox-admit');
    expect(groups).toContain('/aws/lambda/nightshift-sandbox-flush-redis-cache-default');
  });
});

/**
 * What Logs Insights finds by itself in Lambda's log groups.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
const found = ['@timestamp', '@message', '@log', '@type', '@duration', '@initDuration', '@maxMemoryUsed'];
const words = new Set(
  'fields filter sort limit stats by as and or not like in desc asc ispresent count pct max ERROR WARN REPORT'.split(
    ' ',
  ),
);

describe('a saved query', () => {
  const context = { functionName: 'it', awsRequestId: 'one', invokedFunctionArn: 'arn:x' } as Context;
  const Input = z.strictObject({ incident: z.string() });

  /** What real handlers write: of a success, of a failure, of an input that they refuse. */
  async function lines(): Promise<string[]> {
    const good = stageHandler(Input, async () => ({ summary: 'all well' }));
    const bad = stageHandler(Input, async () => {
      throw new Error('it broke');
    });
    const log = await written(async () => {
      await good({ incident: '20260301-0300-0badcafe' }, context);
      await bad({ incident: '20260301-0300-0badcafe' }, context).catch(() => {});
    });
    return log.trim().split('\n');
  }

  test.each(queries)('“$name” uses fields that are there', async ({ steps }) => {
    const own = (await lines()).flatMap((line) => Object.keys(JSON.parse(line)));
    const made = new Set([...steps.join(' ').matchAll(/ as (\w+)/g)].map(([, name]) => name));
    const texts = steps.join(' ').replace(/"[^"]*"|\/[^/]*\//g, '');
    const used = [...texts.matchAll(/@?[A-Za-z_]\w*/g)].map(([name]) => name);
    expect(used.length).toBeGreaterThan(5);
    for (const name of used) {
      if (words.has(name) || made.has(name)) continue;
      expect([...found, ...own]).toContain(name);
    }
  });

  test('finds all that was logged for an incident by its id', async () => {
    const about = (await lines()).filter((line) => JSON.parse(line).incident === '20260301-0300-0badcafe');
    expect(about.map((line) => JSON.parse(line).message)).toEqual(['done', 'failed']);
  });

  test('finds errors by level, with what went wrong', async () => {
    const errors = (await lines()).map((line) => JSON.parse(line)).filter(({ level }) => level === 'WARN');
    expect(errors).toEqual([expect.objectContaining({ message: 'failed', error: 'Error: it broke' })]);
  });

  test('finds refused inputs by the words in which they are refused', async () => {
    const handler = stageHandler(Input, async () => 'done');
    const text = queries.find(({ name }) => name === 'Refused inputs')?.steps.join(' ') ?? '';
    const [, words = ''] = /like "([^"]+)"/.exec(text) ?? [];
    await expect(handler({ incident: 1 }, context)).rejects.toThrow(words);
  });

  test('asks the log group of every Lambda of the environment', () => {
    const saved = Object.values(sandbox.console.findResources('AWS::Logs::QueryDefinition'));
    expect(saved).toHaveLength(queries.length);
    for (const { Properties } of saved) {
      expect(Properties.Name).toMatch(/^nightshift-sandbox\//);
      expect(Properties.LogGroupNames).toContain('/aws/lambda/nightshift-sandbox-sweep');
    }
  });
});
