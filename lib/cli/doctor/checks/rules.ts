import { ListRulesCommand, type Rule } from '@aws-sdk/client-eventbridge';
import { alarmPatterns } from '#cdk/runbooks/adoption';
import type { Check, Examination, Planned } from '../examination.ts';
import { type Found, looked, problem, remark } from '../finding.ts';

const call = 'events:ListRules';

export const listRulesPermission = ({ place }: Planned) => ({
  actions: [call],
  resources: [`arn:${place.partition}:events:${place.region}:${place.account}:rule/*`],
});

/** Rules on the default bus with this name prefix. */
export async function rulesCalled(examination: Examination, prefix?: string): Promise<Rule[]> {
  const found: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await examination.account.eventbridge.send(
      new ListRulesCommand({
        ...(prefix ? { NamePrefix: prefix } : {}),
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    found.push(...(page.Rules ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/** Whether the rules that start runbooks, and those of the engine itself, exist and are enabled. */
export const rules: Check = {
  name: 'rules',
  about: 'the rules that start everything are there and enabled',
  needs: ['deployment'],
  permissions: (planned) => [listRulesPermission(planned)],
  run: (examination) =>
    looked('rules', [call], async () => {
      const { names, runbooks, deployed } = examination;
      const found = await rulesCalled(examination, `${names.prefix}-`);
      const known = new Set(found.map(({ Name }) => Name));
      return [
        ...runbooks.flatMap(({ deployed: runbook }) =>
          deployed.has(runbook.id)
            ? expectedRules(runbook, names)
                .filter((name) => !known.has(name))
                .map((name) => missing(runbook.id, name))
            : [remark(`runbook ${runbook.id}`, 'It is not deployed yet; the next deploy brings it.')],
        ),
        ...found.filter(({ State }) => State === 'DISABLED').map(disabled),
      ];
    }),
};

const expectedRules = (runbook: Parameters<typeof alarmPatterns>[0], names: Planned['names']): string[] =>
  alarmPatterns(runbook).map((_, index) =>
    index === 0 ? names.rule(runbook.id) : names.furtherRule(runbook.id, index + 1),
  );

const missing = (runbook: string, name: string): Found =>
  problem(
    `runbook ${runbook}`,
    `Its rule ${name} does not exist: no alarm starts it but by the reconciler.`,
    'Deploy again.',
  );

const disabled = ({ Name = '', Description = '' }: Rule): Found =>
  problem(
    `rule ${Name}`,
    `It is disabled, so this does not happen: ${Description || 'what it is for'}`,
    `aws events enable-rule --name ${Name}`,
  );
