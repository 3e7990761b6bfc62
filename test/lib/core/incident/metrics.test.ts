import { effects, metric } from '#core/incident/metric-names';
import { aNight, aRemedy, aStep, end, eventOf, healsAfter, hushed, theIncident } from '#test/support/scenes';
import { written } from '#test/support/written';

hushed();

/** A line in the embedded metric format, as CloudWatch reads it out of a log. */
interface Line {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** The datapoints that CloudWatch makes of a log: `Incidents{environment=…,verdict=…} Count` and the value. */
function datapoints(log: string): [string, unknown][] {
  const lines = log.split('\n').filter((line) => line.includes('"_aws"'));
  return lines.flatMap((text) => {
    const line = JSON.parse(text) as Line;
    return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((set) =>
        Metrics.map(({ Name, Unit }): [string, unknown] => {
          expect(Namespace).toBe(metric.namespace);
          const of = [...set].sort().map((dimension) => `${dimension}=${line[dimension]}`);
          return [`${Name}{${of.join(',')}} ${Unit}`, line[Name]];
        }),
      ),
    );
  });
}

type Scene = ReturnType<typeof aNight>;

/** The datapoints of a whole night, and the scene after it. */
async function metricsOf(scene: Scene, name?: string): Promise<[string, unknown][]> {
  const log = await written(async () => {
    await scene.night.finish(
      scene.night.deliver('shop-errors', name ? eventOf(scene.world, name) : scene.event),
    );
  });
  return datapoints(log);
}

describe('an incident', () => {
  test('that is healed counts once, with its times and the step that helped', async () => {
    const remedy = aRemedy({ act: () => healsAfter(scene.world, 30) });
    const scene: Scene = aNight({ remedies: [remedy] });
    const points = await metricsOf(scene);
    const { incident, attempts } = theIncident(scene.night);
    const seconds = (at = '') => (Date.parse(at) - Date.parse(incident.since)) / 1000;
    expect(points).toEqual([
      ['Incidents{environment=rehearsal,verdict=healed} Count', 1],
      ['TimeToRecover{environment=rehearsal} Seconds', seconds(incident.verdictAt)],
      ['TimeToFirstAction{environment=rehearsal} Seconds', seconds(attempts[0]?.at)],
      ['StepEffect{action=restart,effect=healed,environment=rehearsal} Count', 1],
    ]);
    expect(seconds(incident.verdictAt)).toBeGreaterThan(60);
  });

  test('that ends with a person says what each step was good for, and over which channel the page went', async () => {
    const remedies = [aRemedy(), aRemedy({ id: 'flush', refuses: () => 'no key matches' })];
    const points = await metricsOf(aNight({ remedies, runbook: { steps: [aStep(), aStep('flush')] } }));
    expect(points.map(([name]) => name)).toEqual([
      'Incidents{environment=rehearsal,verdict=escalated} Count',
      'TimeToFirstAction{environment=rehearsal} Seconds',
      'StepEffect{action=restart,effect=none,environment=rehearsal} Count',
      'StepEffect{action=flush,effect=refused,environment=rehearsal} Count',
      expect.stringMatching(/^PagesSent\{channel=.+,environment=rehearsal\} Count$/),
    ]);
  });

  test('that ends with a person names the reasons by their codes, as properties of the log line and in no dimension', async () => {
    const remedies = [aRemedy({ refuses: () => 'no key matches' })];
    const scene = aNight({ remedies });
    const log = await written(async () => {
      await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    });
    const lines = log
      .split('\n')
      .flatMap((text) => (text.includes('"_aws"') ? [JSON.parse(text) as Line] : []));
    const [incident, step] = [metric.incidents, metric.stepEffect].map((name) =>
      lines.find((one) => one[name] !== undefined),
    );
    expect(incident).toMatchObject({ verdict: 'escalated', ground: 'only-step-refused' });
    expect(step).toMatchObject({ effect: 'refused', reason: 'own-words' });
    const dimensions = lines.flatMap(({ _aws }) => _aws.CloudWatchMetrics.flatMap((one) => one.Dimensions));
    expect(dimensions.flat()).not.toEqual(expect.arrayContaining(['ground']));
    expect(dimensions.flat()).not.toEqual(expect.arrayContaining(['reason']));
  });

  test('that is given its verdict at once counts, too', async () => {
    const points = await metricsOf(aNight({ runbook: { mode: 'off' } }));
    expect(points).toEqual([['Incidents{environment=rehearsal,verdict=suppressed} Count', 1]]);
  });

  test('counts once, however often its end is tried', async () => {
    const scene = aNight();
    const log = await written(async () => {
      const running = scene.night.deliver('shop-errors', scene.event);
      await scene.world.clock.advance(30);
      await Promise.all([end(scene), end(scene, undefined, 'escalated')]);
      await scene.night.finish(running);
    });
    const counted = datapoints(log).filter(([name]) => name.startsWith(metric.incidents));
    expect(counted).toEqual([
      [expect.stringContaining(`verdict=${theIncident(scene.night).incident.verdict}`), 1],
    ]);
  });

  test('delivered twice counts once', async () => {
    const scene = aNight({ remedies: [aRemedy({ act: () => healsAfter(scene.world, 30) })] }) as Scene;
    const log = await written(async () => {
      const first = scene.night.deliver('shop-errors', scene.event);
      await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
      await scene.night.finish(first);
    });
    expect(datapoints(log).filter(([name]) => name.startsWith(metric.incidents))).toHaveLength(1);
  });

  test('paged over the backup path says so', async () => {
    const scene = aNight();
    scene.world.wire.fail('sns', 'Publish', 'error before', { times: 1 });
    const points = await metricsOf(scene);
    expect(points).toContainEqual(['PagesSent{channel=backup,environment=rehearsal} Count', 1]);
  });

  test('with a hostile alarm writes the same few dimensions, none of them foreign text', async () => {
    const name = `shop-","_aws":{"x\n${'y'.repeat(200)}`.slice(0, 255);
    const scene = aNight({ alarm: { name } });
    for (const [point] of await metricsOf(scene, name)) {
      expect(point).not.toContain('y'.repeat(10));
      expect(point).not.toContain('\n');
    }
  });
});

test('every effect is one of those that are documented', async () => {
  const scene = aNight();
  const points = await metricsOf(scene);
  const found = points.flatMap(([name]) => /effect=([a-z-]+)/.exec(name)?.[1] ?? []);
  expect(found.length).toBeGreaterThan(0);
  for (const effect of found) expect(effects).toContain(effect);
});
