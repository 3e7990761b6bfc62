import { CreateWebACLCommand, GetWebACLCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import tightenWafRule from '#actions/tighten-waf-rule/calls';
import { aLocalAws, thereAndBack } from './there-and-back.ts';

/** Actions that change how requests are answered, and take that back, by their real calls against the local AWS. */

const settings = aLocalAws();

test('a rule of WAF blocks, and only counts again; the rest of its web ACL is as it was', async () => {
  const waf = new WAFV2Client(settings());
  const seen = (MetricName: string) => ({
    MetricName,
    CloudWatchMetricsEnabled: true,
    SampledRequestsEnabled: true,
  });
  const { Summary } = await waf.send(
    new CreateWebACLCommand({
      Name: 'shop',
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Description: 'of the shop',
      VisibilityConfig: seen('shop'),
      Rules: [
        {
          Name: 'scrapers',
          Priority: 0,
          Action: { Count: {} },
          Statement: {
            ByteMatchStatement: {
              SearchString: new TextEncoder().encode('scraper'),
              FieldToMatch: { SingleHeader: { Name: 'user-agent' } },
              TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
              PositionalConstraint: 'CONTAINS',
            },
          },
          VisibilityConfig: seen('scrapers'),
        },
      ],
    }),
  );
  const id = Summary?.Id ?? '';
  const found = async () =>
    (await waf.send(new GetWebACLCommand({ Name: 'shop', Id: id, Scope: 'REGIONAL' }))).WebACL;
  const before = await found();
  const parameters = { webAcl: 'shop', id, rule: 'scrapers' };
  const { meanwhile, back } = await thereAndBack(tightenWafRule, parameters, settings());
  expect((await found())?.Rules?.[0]).toMatchObject({ Action: { Block: {} } });
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'not-counting' } });
  await back();
  expect(await found()).toEqual(before);
});
