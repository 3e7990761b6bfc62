import type { Parameters } from '#actions/shift-traffic-weight/action';
import kit from '#actions/shift-traffic-weight/calls';
import world, { example } from '#actions/shift-traffic-weight/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';
import { forward } from '#testing/world/aws/listener-rules';

const { rule, to = '' } = example;
const usual = `${to.slice(0, -1)}0`;
const { cluster: _, ...without } = example;
const parameters: Parameters = { ...without, percent: 90, atLeastHealthy: 5 };
const does = (aws: Aws) => aws.rules.rule(rule).actions;
const set =
  (...actions: ReturnType<typeof does>) =>
  (aws: Aws) =>
    void Object.assign(aws.rules.rule(rule), { actions });
const weights = (its: number, theirs: number) => set(forward({ [to]: its, [usual]: theirs }));
const tag = (name: string) => (aws: Aws) => void Object.assign(aws.rules.rule(rule).tags, { [name]: 'yes' });
const addresses = ({ fleets }: Aws) => void Object.assign(fleets.group('usual'), { targetType: 'ip' });
const behind = (changes: object) => (aws: Aws) => {
  addresses(aws);
  Object.assign(aws.ecs.put('shop', 'web').service, changes);
};
const blueGreen = behind({
  loadBalancers: [
    {
      targetGroupArn: usual,
      advancedConfiguration: { alternateTargetGroupArn: to, productionListenerRule: rule },
    },
  ],
});
const ill = (fewest: number) => (aws: Aws) => {
  const { health } = aws.fleets.group('other');
  for (const id of [...health.keys()].slice(0, 10 - fewest)) health.set(id, 'unhealthy');
};

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command }) => command)).toEqual(['ModifyRule']);
    expect(does(aws)).toEqual([forward({ [usual]: 10, [to]: 90 })]);
  },
  never: {
    'no-such-rule': ({ rules }) => rules.remove(rule),
    'default-rule': (aws) => void Object.assign(aws.rules.rule(rule), { isDefault: true }),
    'not-plain': set({ Type: 'authenticate-oidc' }, forward({ [to]: 1 })),
    'not-among-them': set(forward({ [usual]: 1 })),
    'managed-by': tag('elbv2.k8s.aws/cluster'),
    'whose-tasks': addresses,
    'deployed-by-weights': { parameters: { ...parameters, cluster: 'shop' }, world: blueGreen },
  },
  refuses: {
    'is-shifted': weights(90, 10),
    'too-few-healthy': ill(4),
  },
  meanwhile: {
    'somebody shifts some of it': { world: weights(10, 90), code: 'changed-meanwhile' },
    'somebody has it answered': {
      world: set({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }),
      code: 'is-shifted',
    },
    'its targets fall ill': { world: ill(2), code: 'too-few-healthy' },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ command }) => command)).toEqual(['ModifyRule']);
      expect(does(aws)).toEqual([forward({ [usual]: 100, [to]: 0 })]);
    },
    strangers: { 'somebody shifts it on': weights(100, 0) },
    putBackByOthers: weights(0, 100),
    gone: ({ rules }) => rules.remove(rule),
  },
});

describe('shift-traffic-weight', () => {
  const acted = async (given: Parameters, before: (aws: Aws) => void = () => {}) => {
    const { preflight, act, aws, taking } = scene(kit, world, { parameters: given, world: before });
    const look = await preflight();
    if (!('ready' in look) || !look.leased) throw new Error('refused' in look ? look.refused : 'no lease');
    await act(look.seen);
    return { aws, ...taking(look.leased) };
  };

  test('has the load balancer answer every request, and forwards them again as before', async () => {
    const { aws, putBack } = await acted({ rule, respond: '503' }, weights(30, 70));
    expect(does(aws)).toMatchObject([{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }]);
    await putBack();
    expect(does(aws)).toEqual([forward({ [usual]: 70, [to]: 30 })]);
  });

  test('leaves the others as much of the rest as each had, and keeps who is stuck where they are', async () => {
    const third = `${to.slice(0, -1)}1`;
    const { aws } = await acted({ ...parameters, percent: 50 }, (given) => {
      given.fleets.put('third', third);
      const sticky = { Enabled: true, DurationSeconds: 600 };
      const shared = forward({ [to]: 0, [usual]: 300, [third]: 100 });
      set({ ...shared, ForwardConfig: { ...shared.ForwardConfig, TargetGroupStickinessConfig: sticky } })(
        given,
      );
    });
    expect(does(aws)[0]?.ForwardConfig).toMatchObject({
      TargetGroups: [
        { TargetGroupArn: usual, Weight: 38 },
        { TargetGroupArn: third, Weight: 13 },
        { TargetGroupArn: to, Weight: 50 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 },
    });
  });

  test('changes the default rule of a listener', async () => {
    const listener = rule.replace('listener-rule', 'listener').replace(/\/[^/]+$/, '');
    const { aws } = await acted({ ...parameters, rule: listener });
    expect(aws.rules.rule(listener).actions).toEqual([forward({ [usual]: 10, [to]: 90 })]);
  });

  test.each([
    ['CodeDeploy', { deploymentController: { type: 'CODE_DEPLOY' as const } }],
    ['an own deployer', { deploymentController: { type: 'EXTERNAL' as const } }],
  ])('leaves rules alone whose weights %s moves', async (_, changes) => {
    const taskSets = [{ loadBalancers: [{ targetGroupArn: usual }] }];
    const { preflight } = scene(kit, world, {
      parameters: { ...parameters, cluster: 'shop' },
      world: behind({ ...changes, taskSets }),
    });
    expect(await preflight()).toMatchObject({ reason: { code: 'deployed-by-weights' } });
  });

  test('shifts tasks whose deployments leave weights alone', async () => {
    const { aws } = await acted(
      { ...parameters, cluster: 'shop' },
      behind({ loadBalancers: [{ targetGroupArn: usual }] }),
    );
    expect(does(aws)).toEqual([forward({ [usual]: 10, [to]: 90 })]);
  });

  test.each([{ to: undefined }, { respond: '503' }, { rule: to }, { percent: 0 }])('takes no %j', (wrong) => {
    expect(kit.action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
  });
});
