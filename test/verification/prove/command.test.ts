import { CommandError } from '#cli/command-line';
import { hushed } from '#test/support/scenes';
import { prove } from '#verification/prove/command';

hushed();

const story = (changes: object = {}) =>
  JSON.stringify({
    parts: [{ runbook: 'checkout-api-errors', healsAt: 1 }],
    happenings: [],
    seed: 1,
    ...changes,
  });

test.each<[string, string[], RegExp]>([
  ['an unknown option', ['--fast'], /^Unknown option '--fast'\. Usage: prove/],
  ['a stray word', ['all'], /^Too many arguments/],
  [
    'two extents',
    ['--short', '--long'],
    /^Choose one of --corpus, --short, --long, --wide, --mutants and --replay\./,
  ],
  ['a table to write without one', ['--write'], /^--write goes with --mutants\./],
  ['a seed that is no number', ['--seed', 'x'], /^--seed takes a whole number, not "x"\./],
  [
    'a range that ends before it begins',
    ['--wide', '9-3'],
    /^--wide takes two numbers up to 1000000, .* not "9-3"/,
  ],
  ['a story that is no JSON', ['--replay', '{'], /^--replay takes a story as JSON, which this is not\./],
  ['a story of another shape', ['--replay', '{"parts":[]}'], /^This is not a story: /],
  [
    'a runbook that is not there',
    ['--replay', story({ parts: [{ runbook: 'none', healsAt: 0 }] })],
    /^There is no runbook "none"; there are checkout-api-errors, /,
  ],
])('%s is answered in one sentence, with exit status 2', async (_, args, sentence) => {
  const error: unknown = await prove(args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandError);
  expect((error as CommandError).exitStatus).toBe(2);
  expect((error as CommandError).message).toMatch(sentence);
});

test('a story is replayed, told and judged', async () => {
  expect(await prove(['--replay', story()])).toEqual({
    kept: true,
    text: [
      'The service behind checkout-api-errors breaks; its step 1 helps.',
      'The incidents ended as: healed.',
      'Every promise was kept.',
    ].join('\n'),
  });
});

test('a replay says when what it names never happened', async () => {
  const happenings = [{ at: 'PageFunctionArn#7 sns.Publish#1', fault: 'throttle' }];
  const { text } = await prove(['--replay', story({ happenings })]);
  expect(text).toContain('Not everything of it came to pass');
});
