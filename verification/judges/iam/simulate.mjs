// Runs in its own process, without any Nightshift code: iam-simulate is AGPL. Reads one question per line, writes one
// verdict per line. The first argument is the folder where it is installed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const installed = createRequire(join(process.argv[2], 'package.json'));
const { runSimulation } = await import(pathToFileURL(installed.resolve('@cloud-copilot/iam-simulate')).href);

for await (const line of createInterface({ input: process.stdin })) {
  const { account, principal, action, resource, context, policies, resourcePolicy } = JSON.parse(line);
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: account },
        contextVariables: context,
      },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    {},
  );
  const verdict =
    result.resultType === 'error'
      ? `not understood: ${JSON.stringify(result.errors).slice(0, 300)}`
      : (result.overallResult ?? result.analysis?.result);
  console.log(JSON.stringify({ verdict }));
}
