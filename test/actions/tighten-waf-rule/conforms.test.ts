import type { WebACL } from '@aws-sdk/client-wafv2';
import kit from '#actions/tighten-waf-rule/calls';
import world, { example as parameters } from '#actions/tighten-waf-rule/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const change = (changes: (acl: WebACL) => void) => (aws: Aws) => aws.webAcls.change('shop', changes);
const act = (its: object) =>
  change(({ Rules: [rule] = [] }) => {
    if (rule) for (const name of ['Action', 'OverrideAction'] as const) delete rule[name];
    Object.assign(rule ?? {}, its);
  });
const rules = ({ webAcls }: Aws) => webAcls.acl('shop').Rules ?? [];

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input['LockToken']])).toEqual([
      ['UpdateWebACL', 'token-1'],
    ]);
    expect(rules(aws).map(({ Name, Action }) => [Name, Action])).toEqual([
      ['scrapers', { Block: {} }],
      ['known-bad', { Block: {} }],
    ]);
  },
  never: {
    'no-such-acl': ({ webAcls }) => webAcls.remove('shop'),
    'firewall-manager': change((acl) => Object.assign(acl, { ManagedByFirewallManager: true })),
    'no-such-rule': change((acl) => void acl.Rules?.shift()),
  },
  refuses: { 'not-counting': act({ Action: { Challenge: {} } }) },
  meanwhile: {
    'somebody has it block': { world: act({ Action: { Block: {} } }), code: 'not-counting' },
    'somebody changes another rule': {
      world: change((acl) => void acl.Rules?.pop()),
      code: 'changed-meanwhile',
    },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ command }) => command)).toEqual(['UpdateWebACL']);
      expect(rules(aws)[0]?.Action).toEqual({ Count: {} });
    },
    strangers: {
      'somebody has it allow': act({ Action: { Allow: {} } }),
      'somebody removes the rule': change((acl) => void acl.Rules?.shift()),
    },
    putBackByOthers: act({ Action: { Count: {} } }),
    gone: ({ webAcls }) => webAcls.remove('shop'),
  },
});

describe('tighten-waf-rule', () => {
  test("lets a rule group's own rules act, and keeps everything else of the web ACL", async () => {
    const {
      preflight,
      act: acts,
      aws,
    } = scene(kit, world, {
      parameters,
      world: act({ OverrideAction: { Count: {} } }),
    });
    const { Rules: _, ...before } = structuredClone(aws.webAcls.acl('shop'));
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await acts(look.seen);
    expect(rules(aws)[0]).toMatchObject({ OverrideAction: { None: {} } });
    expect(rules(aws)[0]).not.toHaveProperty('Action');
    expect(aws.webAcls.acl('shop')).toMatchObject(before);
  });

  test('sends no description for a web ACL that has none, which AWS describes as an empty one', async () => {
    const its = scene(kit, world, {
      parameters,
      world: change((acl) => Object.assign(acl, { Description: '' })),
    });
    const look = await its.preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await its.act(look.seen);
    expect(its.changes()).toHaveLength(1);
    expect(its.changes()[0]?.input).not.toHaveProperty('Description');
  });
});
