import { Template } from 'aws-cdk-lib/assertions';
import { actions } from '#action/register';
import { parametersOf } from '#cdk/drills/fis';
import { document, type EnvironmentSpec, fis, hours } from '#define/index';
import { deployed } from '../deployed.ts';
import { documentedActions, documentedDocuments } from './documented.ts';

const drills: EnvironmentSpec['drills'] = {
  targets: ['service/demo/*'],
  stopAlarm: 'checkout-fails',
  runbooks: {
    'web-service-hung': { alarm: 'web-storefront-errors', fault: fis({ port: '8080' }) },
    'shop-pages-stale': {
      alarm: 'shop-frontpage-stale',
      fault: document({ breaks: 'Break-Shop', mends: 'Mend-Shop' }),
    },
  },
};
const hoursOfOffice = { from: '10:00', to: '16:00', timeZone: 'Europe/Berlin' };

const stackOf = async (environment: Partial<EnvironmentSpec>) => {
  const { app } = await deployed(environment);
  const stack = app.node.tryFindChild('nightshift-sandbox-drills');
  return stack ? Template.fromStack(stack as never).toJSON() : undefined;
};

const ofType = (template: { Resources: Record<string, { Type: string; Properties: never }> }, type: string) =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);

describe('the stack of drills', () => {
  test('is there only where an environment declares drills', async () => {
    expect(await stackOf({})).toBeUndefined();
  });

  test('breaks by FIS what has the tag, with a stop condition, and fails where nothing has it', async () => {
    const template = await stackOf({ drills });
    const [experiment, ...more] = ofType(template as never, 'AWS::FIS::ExperimentTemplate');
    expect(more).toEqual([]);
    expect(experiment?.Properties).toMatchObject({
      StopConditions: [{ Source: 'aws:cloudwatch:alarm' }],
      Targets: {
        drilled: { ResourceTags: { 'nightshift:drill': 'web-service-hung' }, SelectionMode: 'ALL' },
      },
      ExperimentOptions: { EmptyTargetResolutionMode: 'fail' },
      LogConfiguration: { LogSchemaVersion: 2 },
    });
    expect(JSON.stringify(experiment)).toContain('alarm:checkout-fails');
  });

  test('has a machine for each fault, and nothing that acts by itself without a schedule', async () => {
    const template = await stackOf({ drills });
    const names = ofType(template as never, 'AWS::StepFunctions::StateMachine').map(
      ({ Properties }) => (Properties as { StateMachineName: string }).StateMachineName,
    );
    expect(names.sort()).toEqual([
      'nightshift-sandbox_fault_shop-pages-stale',
      'nightshift-sandbox_fault_web-service-hung',
    ]);
    expect(ofType(template as never, 'AWS::Lambda::Function')).toEqual([]);
  });

  test('begins drills by itself with a schedule, and in no production environment', async () => {
    const scheduled = { ...drills, hours: hoursOfOffice, schedule: { chance: 0.5 } };
    const here = await stackOf({ drills: scheduled });
    expect(ofType(here as never, 'AWS::Lambda::Function')).toHaveLength(1);
    const production = await stackOf({
      drills: { ...scheduled, allowProduction: 'a game day' },
      production: true,
    });
    expect(ofType(production as never, 'AWS::Lambda::Function')).toEqual([]);
  });

  test.each<[string, Partial<EnvironmentSpec>, string]>([
    ['a production environment without a reason', { drills, production: true }, 'allowProduction'],
    [
      'a stop condition that a runbook adopts',
      { drills: { ...drills, stopAlarm: 'web-storefront-errors' } },
      'an alarm that no runbook adopts',
    ],
    [
      'targets that mean everything',
      { drills: { ...drills, targets: ['*'] } },
      'at least 3 fixed characters',
    ],
    ['a schedule without hours', { drills: { ...drills, schedule: { chance: 1 } } }, 'when drills may begin'],
    [
      'a runbook that is not deployed',
      { drills: { ...drills, runbooks: { nobody: { alarm: 'x', fault: fis() } } } },
      'a runbook that this environment deploys',
    ],
    [
      'an alarm of another runbook',
      {
        drills: {
          ...drills,
          runbooks: { 'web-service-hung': { alarm: 'shop-frontpage-stale', fault: fis({ port: '80' }) } },
        },
      },
      'an alarm that web-service-hung adopts',
    ],
    [
      'a fault of FIS without what it asks',
      {
        drills: {
          ...drills,
          runbooks: { 'web-service-hung': { alarm: 'web-storefront-errors', fault: fis() } },
        },
      },
      'port (the port on which its tasks answer)',
    ],
    [
      'a fault that FIS cannot make',
      {
        drills: {
          ...drills,
          runbooks: { 'orders-writer-stuck': { alarm: 'orders-writes-failing', fault: fis() } },
        },
      },
      'FIS has no fault that fail-over-aurora-cluster cures',
    ],
    [
      'a fault that lasts for ever',
      {
        drills: {
          ...drills,
          runbooks: {
            'web-service-hung': {
              alarm: 'web-storefront-errors',
              fault: fis({ port: '80' }),
              lasts: hours(5),
            },
          },
        },
      },
      '2 minutes to 2 hours',
    ],
  ])('does not synthesize %s', async (_what, environment, expected) => {
    await expect(deployed(environment)).rejects.toThrow(expected);
  });
});

describe('the faults that actions cure', () => {
  const withFis = Object.values(actions).flatMap(({ id, drill }) =>
    drill?.fis ? [[id, drill.fis] as const] : [],
  );

  test('are named by the actions of which drills are most of use', () => {
    expect(Object.values(actions).flatMap(({ id, drill }) => (drill ? [id] : []))).toEqual(
      expect.arrayContaining([
        'restart-ecs-tasks',
        'roll-back-ecs-service',
        'roll-back-lambda-alias',
        'scale-out-ecs-service',
        'turn-off-feature',
        'flush-redis-cache',
        'fail-over-aurora-cluster',
        'redrive-dead-letters',
        'pause-event-source',
        'replace-asg-instances',
        'run-ssm-command',
        'scale-out-asg',
        'fail-over-rds-instance',
        'invoke-lambda',
        'run-ssm-automation',
        'start-state-machine',
        'turn-off-launchdarkly-flag',
      ]),
    );
    expect(withFis.length).toBeGreaterThan(2);
  });

  test.each(withFis)('%s: FIS has the action, and takes the parameters that it is given', (_id, action) => {
    const documented = documentedActions[action.action];
    expect(documented).toMatchObject({ targets: action.targets, resourceType: action.resourceType });
    const asked = Object.fromEntries(Object.keys(action.asks ?? {}).map((name) => [name, '8080']));
    const given = parametersOf(action, asked, 1_800, (name) => `arn:aws:ssm:eu-central-1::document/${name}`);
    const { required = [], optional = [] } = documented ?? {};
    expect(Object.keys(given)).toEqual(expect.arrayContaining([...required]));
    expect(Object.keys(given).filter((name) => ![...required, ...optional].includes(name))).toEqual([]);
    // FIS watches over a document for longer than it breaks something: nothing it broke is forgotten.
    expect(given['duration']).toBe(action.document ? 'PT35M' : 'PT30M');
    if (!action.document) return;
    expect(given['documentParameters']).toContain('"DurationSeconds":"1800"');
    const its = documentedDocuments[action.document];
    const own = Object.keys(JSON.parse(given['documentParameters'] ?? '{}'));
    expect(own).toEqual(expect.arrayContaining([...(its?.required ?? ['a document that AWS has'])]));
    expect(
      own.filter((name) => ![...(its?.required ?? []), ...(its?.optional ?? [])].includes(name)),
    ).toEqual([]);
  });
});
