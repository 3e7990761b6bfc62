import type { Kind, Named } from './names.ts';
import type { Layout } from './templates.ts';

/** What was written, and what its author does next. */
export function nextSteps(named: Named, layout: Layout): string {
  const { said, steps } = advice[named.kind](named, layout === 'repository');
  return [said, '', 'Next:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n');
}

const advice: Readonly<
  Record<Kind, (named: Named, isRepository: boolean) => { said: string; steps: string[] }>
> = {
  runbook: ({ name }, isRepository) => ({
    said: 'It is in mode watch, for an alarm that does not exist, and no environment deploys it: it touches nothing.',
    steps: [
      `Edit runbooks/${name}.ts: who owns it, why it is needed, which alarm starts it, what to try, what to look at first.`,
      `Read it back with nightshift explain ${name}${isRepository ? ', and keep the text with nightshift explain --write; review both together' : ''}.`,
      'npm run check && npm test',
      `To deploy it, give its values in an environment: runbooks: { '${name}': { cluster: '…', service: '…' } }`,
    ],
  }),
  action: ({ name }, isRepository) => ({
    said: 'It refuses whenever it is asked to act, makes no AWS call, has no permission, and no runbook uses it.',
    steps: [
      `actions/${name}/action.ts: its parameters, its target, its calls by name, why it refuses, what users notice`,
      `actions/${name}/calls.ts: observe reads, judge decides, change acts; ${isRepository ? 'redrive-dead-letters' : 'turn-feature-off'} is a good one to read first`,
      `actions/${name}/world.ts: what those calls find and change in a rehearsal, by the models of their services`,
      `test/${isRepository ? `actions/${name}/` : `${name}.test.ts`}: conforms(test, kit, world, { … }) has the tests that every action has to pass`,
      ...(isRepository ? ['nightshift explain --write, which lists it in docs/actions.md'] : []),
      'npm run check && npm test',
    ],
  }),
  channel: ({ name, identifier }, isRepository) => ({
    said: 'No environment uses it. One that does has it tried at every page, and it accepts none: the page goes over the backup path, too.',
    steps: [
      `channels/${name}/channel.ts: its settings, which of them are secrets, what it can carry`,
      `channels/${name}/send.ts: send the message, and resolve only once it was accepted${isRepository ? '; webhook is a good one to read first' : ''}`,
      `test/${isRepository ? `channels/${name}/` : `${name}.test.ts`}: say in tests what it sends, and that it rejects when it was not accepted`,
      'npm run check && npm test',
      `To use it, declare it in an environment: channels: [${identifier}({ url: 'https://…', token: secret('arn:…') })]`,
    ],
  }),
};
